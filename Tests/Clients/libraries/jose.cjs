const readline = require("node:readline");
const { jwtVerify } = require("/usr/share/nodejs/jose");

// So large that no token is too old.
const age = process.argv.includes("max-age") ? { maxTokenAge: 1e308 } : {};

(async () => {
    for await (const line of readline.createInterface({ input: process.stdin })) {
        const { key, leeway, cases } = JSON.parse(line);
        const tolerance = leeway === null ? {} : { clockTolerance: leeway };
        const bytes = new TextEncoder().encode(key);
        let verdicts = "";
        for (const [milliseconds, token] of cases) {
            const options = { algorithms: ["HS256"], currentDate: new Date(milliseconds), ...age, ...tolerance };
            verdicts += await jwtVerify(token, bytes, options).then(() => "+", () => "-");
        }
        console.log(verdicts);
    }
})();
