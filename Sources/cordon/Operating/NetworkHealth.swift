import CordonTrust
import CordonValues
import Foundation

/// What `GET /v1/health` tells: states, versions and times, nothing about patients.
struct NetworkHealth: Codable {
    struct CharterState: Codable {
        let network: String
        let version: Int
        let valid_until: String
    }

    struct SnapshotState: Codable {
        let id: String
        let number: Int?
        let cutoff: String?
        let loaded: String?
        let rows_magnitude: Int?
        var vocabulary_version: String?
    }

    struct Node: Codable {
        let id: String
        let name: String
        let jurisdiction: String
        let state: String
        let last_seen: String?
        let version: String?
        let charter_version: Int?
        let clock_skew_seconds: Int?
        let paused: Bool?
        let snapshot: SnapshotState?
        /// `agrees`, `unknown`, or what is wrong with the node's audit log.
        var audit_log: String?
        /// Where its policy lets its cells go; nil for anywhere.
        var cells_may_go_to: [String]?
        var revocations_version: Int?
    }

    let coordinator: String
    let version: String
    let time: String
    let charter: CharterState?
    var next_permit_end: String?
    var tls_valid_until: String?
    var revocations_version: Int?
    /// The revocation list names the coordinator's own key.
    var coordinator_revoked: Bool?
    let queue: Int
    let nodes: [Node]

    init(json: Data) throws(Diagnostic) {
        do {
            self = try JSONDecoder().decode(NetworkHealth.self, from: json)
        } catch {
            throw Diagnostic(
                .documentInvalid, "The coordinator's health cannot be read.", hint: "The two programs may have different versions.")
        }
    }
}

/// The state of one thing watched, as monitoring plugins count: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
enum Severity: Int, Comparable, Codable {
    case ok, warning, critical, unknown

    var word: String {
        switch self {
        case .ok: "OK"
        case .warning: "WARNING"
        case .critical: "CRITICAL"
        case .unknown: "UNKNOWN"
        }
    }

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

struct Finding: Codable {
    let what: String
    let severity: Severity
    let text: String
}

/// Judges a network's health.
struct HealthJudgement {
    /// Seconds by which a node's clock may be off; signatures are refused at five minutes.
    static let skewSeconds: (warning: UInt, critical: UInt) = (30, 240)
    let health: NetworkHealth
    let now: Date
    /// Days after which a snapshot is called old.
    let snapshotDays: Int

    var findings: [Finding] { [charter] + ends + revoked + [reachable] + health.nodes.map(node) }

    private var revoked: [Finding] {
        guard health.coordinator_revoked == true else { return [] }
        return [Finding(what: "coordinator", severity: .critical, text: "the data authority has revoked its key: no hospital asks it any more")]
    }

    private var charter: Finding {
        guard let charter = health.charter else { return Finding(what: "charter", severity: .critical, text: "none is installed") }
        return Finding(what: "charter", severity: severity(untilEnd: charter.valid_until), text: "version \(charter.version) until \(charter.valid_until)")
    }

    /// What else ends: told when the coordinator tells of it.
    private var ends: [Finding] {
        let permit = health.next_permit_end.map { Finding(what: "permits", severity: severity(untilEnd: $0), text: "the next one ends at \($0)") }
        let tls = health.tls_valid_until.map { Finding(what: "certificate", severity: severity(untilEnd: $0), text: "until \($0)") }
        return [permit, tls].compactMap(\.self)
    }

    /// A warning 30 days before the end, critical from 7 days before it; what is no time is critical.
    private func severity(untilEnd text: String) -> Severity {
        let now = Timestamp(now)
        switch ValidityStage(from: now, until: Timestamp(text: text) ?? now, now: now) {
        case .notYet, .valid: return .ok
        case .month: return .warning
        case .week, .day, .over: return .critical
        }
    }

    private var reachable: Finding {
        let online = health.nodes.count { $0.state == "online" }
        let severity: Severity = online < 2 ? .critical : online < health.nodes.count ? .warning : .ok
        let paused = health.nodes.count { $0.state == "paused" }
        let text = "\(online) of \(health.nodes.count) online\(paused > 0 ? ", \(paused) paused" : ""), queue \(health.queue)"
        return Finding(what: "hospitals", severity: severity, text: text)
    }

    private func node(_ node: NetworkHealth.Node) -> Finding {
        var severity: Severity = node.state == "online" ? .ok : .warning
        var parts = [node.state]
        if let seen = node.last_seen { parts.append("seen \(seen)") }
        if let version = node.version { parts.append("version \(version)") }
        // The magnitude, which every number has: the negation of the smallest overflows.
        if let skew = node.clock_skew_seconds, skew.magnitude >= Self.skewSeconds.warning {
            severity = max(severity, skew.magnitude >= Self.skewSeconds.critical ? .critical : .warning)
            parts.append("clock \(skew) s off")
        }
        if let version = node.charter_version, version != health.charter?.version {
            severity = max(severity, .warning)
            parts.append("charter version \(version)")
        }
        if let version = node.revocations_version, version < health.revocations_version ?? 0 {
            severity = max(severity, .warning)
            parts.append("revocation list \(version)")
        }
        if let log = node.audit_log, log != "agrees", log != "unknown" {
            severity = max(severity, .critical)
            parts.append("audit log \(log.onOneLine)")
        }
        let (age, text) = snapshot(node)
        parts.append(text)
        return Finding(what: node.id, severity: max(severity, age), text: parts.joined(separator: ", "))
    }

    private func snapshot(_ node: NetworkHealth.Node) -> (Severity, String) {
        guard let snapshot = node.snapshot else { return (node.state == "never-seen" ? .ok : .warning, "no snapshot") }
        var text = "snapshot \(snapshot.id)"
        if let magnitude = snapshot.rows_magnitude { text += ", \(magnitude)-digit number of rows" }
        if let version = snapshot.vocabulary_version { text += ", vocabulary \(version)" }
        guard let cutoff = snapshot.cutoff else { return (.warning, text) }
        text += ", data up to \(cutoff)"
        guard let cut = CalendarDate(iso: cutoff) else { return (.warning, text + ", which is no date") }
        let days = max(0, Timestamp(now).secondsSince1970 / 86_400 - Int64(cut.daysSince1970))
        return (days > snapshotDays ? .warning : .ok, text + ", \(days) days old")
    }
}
