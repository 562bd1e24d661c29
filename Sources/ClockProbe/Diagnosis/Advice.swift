/// What to do about a clock that is off.
enum Advice {
    static func text(_ surroundings: Surroundings) -> String {
        guard !surroundings.isContainer else {
            return """
                A container has the clock of its host: run mock-gateway doctor there (TZ and /etc/localtime change no \
                iat, which counts in UTC)
                """
        }
        return switch surroundings.service {
        case .chrony:
            "chrony runs here: `chronyc tracking` shows what it knows, `sudo chronyc makestep` sets the clock at once"
        case .timesyncd:
            """
            systemd-timesyncd runs here: `timedatectl timesync-status` shows what it knows, `sudo systemctl restart \
            systemd-timesyncd` has it ask at once
            """
        case .ntpd: "ntpd runs here: `ntpq -p` shows what it knows, and restarted with -g it sets the clock at once"
        case nil where surroundings.hasSystemd:
            "No time service runs here: `sudo timedatectl set-ntp true` starts systemd-timesyncd, or install chrony"
        case nil: "No time service runs here: install chrony, which needs no systemd"
        }
    }
}
