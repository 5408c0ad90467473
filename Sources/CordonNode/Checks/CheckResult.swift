import CordonTrust
import CordonValues

/// What one check of the doctor found.
public struct CheckResult: Sendable, Hashable {
    public enum Verdict: String, Sendable, Hashable {
        case ok, warn, fail
        /// An earlier failure leaves nothing to check here.
        case skipped
    }

    public let check: String
    public let verdict: Verdict
    public let message: String
    /// What to do.
    public let hint: String?

    static func ok(_ check: String, _ message: String) -> Self { Self(check: check, verdict: .ok, message: message, hint: nil) }

    static func warn(_ check: String, _ message: String, _ hint: String) -> Self {
        Self(check: check, verdict: .warn, message: message, hint: hint)
    }

    static func fail(_ check: String, _ error: Diagnostic) -> Self {
        Self(check: check, verdict: .fail, message: error.message, hint: error.hint)
    }

    static func skipped(_ check: String, _ why: String) -> Self { Self(check: check, verdict: .skipped, message: why, hint: nil) }

    /// One line, and one more for what to do.
    public var text: String {
        let head = verdict.rawValue.padded(8) + check.padded(14) + message
        return hint.map { "\(head)\n\(String(repeating: " ", count: 22))→ \($0)" } ?? head
    }

    public var json: StrictJSON {
        .object([
            .init("check", .string(check)), .init("verdict", .string(verdict.rawValue)), .init("message", .string(message)),
            .init("hint", hint.map { .string($0) } ?? .null),
        ])
    }
}

extension [CheckResult] {
    /// 0 when all is well, 1 when a person should look, 2 when the node cannot work.
    public var exitCode: Int32 {
        if contains(where: { $0.verdict == .fail }) { return 2 }
        return contains { $0.verdict == .warn } ? 1 : 0
    }
}

extension String {
    /// Blanks after it up to `width` characters; at least one.
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
