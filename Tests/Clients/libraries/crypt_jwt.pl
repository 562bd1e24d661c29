use strict;
use warnings;

# What the library reads as now, in whole seconds.
our $now = 0;
BEGIN { *CORE::GLOBAL::time = sub { $main::now } }

use Crypt::JWT qw(decode_jwt);
use JSON::PP qw(decode_json);

$| = 1;
$SIG{__WARN__} = sub { };
while (my $line = <STDIN>) {
    my $job = decode_json($line);
    my @leeway = defined $job->{leeway} ? (leeway => $job->{leeway}) : ();
    my $verdicts = '';
    for my $case (@{ $job->{cases} }) {
        $now = int($case->[0] / 1000);
        my $claims = eval {
            decode_jwt(token => $case->[1], key => $job->{key}, accepted_alg => 'HS256', @leeway);
        };
        $verdicts .= defined $claims ? '+' : '-';
    }
    print "$verdicts\n";
}
