import CordonTrust
import CordonValues
import Foundation

extension VerifiedReply {
    /// What the coordinator wrote instead of doing what was asked; nil for a 2xx reply.
    public var refusal: Diagnostic? { (200..<300).contains(status) ? nil : RemoteError.diagnostic(body, status: status) }
}

/// A coordinator's error reply: `{"error": {"code", "message", "hint"}}`.
private enum RemoteError {
    static func diagnostic(_ body: Data, status: Int) -> Diagnostic {
        guard let json = try? StrictJSON.read(body, limit: 1 << 20), let error = json["error"],
            case .string(let code)? = error["code"], case .string(let message)? = error["message"]
        else { return Diagnostic(.internalFailure, "The coordinator answered with status \(status) and no reason.") }
        var hint: String?
        if case .string(let text)? = error["hint"] { hint = text }
        guard let known = DiagnosticCode(rawValue: code) else {
            return Diagnostic(
                .internalFailure, "The coordinator refused with '\(code)', which this version does not know: \(message)",
                hint: "Update Cordon on this machine.")
        }
        return Diagnostic(known, message, span: span(error), hint: hint)
    }

    private static func span(_ error: StrictJSON) -> Range<Int>? {
        guard case .array(let ends)? = error["span"], ends.count == 2, case .number(let first) = ends[0],
            case .number(let last) = ends[1], let low = Int(first), let high = Int(last), low >= 0, low <= high
        else { return nil }
        return low..<high
    }
}
