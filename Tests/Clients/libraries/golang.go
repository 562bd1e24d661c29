// golang-jwt and go-jose, by the first argument: each line of standard input is
// {"key": …, "leeway": seconds or null, "cases": [[now in milliseconds, token], …]}, and answered by a line of + and -.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/golang-jwt/jwt"
	jose "gopkg.in/square/go-jose.v2/jwt"
)

// It has no leeway.
func golangJWT(token string, key []byte, now time.Time, leeway *float64) error {
	jwt.TimeFunc = func() time.Time { return now }
	parser := &jwt.Parser{ValidMethods: []string{"HS256"}}
	_, err := parser.Parse(token, func(*jwt.Token) (interface{}, error) { return key, nil })
	return err
}

func goJose(token string, key []byte, now time.Time, leeway *float64) error {
	signed, err := jose.ParseSigned(token)
	if err != nil {
		return err
	}
	var claims jose.Claims
	if err := signed.Claims(key, &claims); err != nil {
		return err
	}
	expected := jose.Expected{Time: now}
	if leeway == nil {
		return claims.Validate(expected)
	}
	return claims.ValidateWithLeeway(expected, time.Duration(*leeway*float64(time.Second)))
}

func main() {
	judge := map[string]func(string, []byte, time.Time, *float64) error{"golang-jwt": golangJWT, "go-jose": goJose}[os.Args[1]]
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var job struct {
			Key    string
			Leeway *float64
			Cases  [][]json.RawMessage
		}
		if err := json.Unmarshal(lines.Bytes(), &job); err != nil {
			panic(err)
		}
		verdicts := make([]byte, 0, len(job.Cases))
		for _, one := range job.Cases {
			var milliseconds int64
			var token string
			if json.Unmarshal(one[0], &milliseconds) != nil || json.Unmarshal(one[1], &token) != nil {
				panic("no case")
			}
			verdict := byte('+')
			if judge(token, []byte(job.Key), time.UnixMilli(milliseconds), job.Leeway) != nil {
				verdict = '-'
			}
			verdicts = append(verdicts, verdict)
		}
		fmt.Println(string(verdicts))
	}
}
