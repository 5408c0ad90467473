import CordonQuery
import CordonReport
import CordonValues

/// What came of a question.
enum Verdict: CustomStringConvertible {
    /// `near` cells but for rounding.
    case equal(near: Int)
    case differs(String)
    case refused(DiagnosticCode, String)
    case error(String)
    /// A trap that was answered.
    case answered

    var description: String {
        switch self {
        case .equal(let near): near == 0 ? "equal" : "equal (\(near) cells but for the rounding of the expected)"
        case .differs(let difference): "differs: \(difference)"
        case .refused(let code, let message): "refused \(code.rawValue) \(message)"
        case .error(let message): "error \(message)"
        case .answered: "answered, but must be refused"
        }
    }

    func passes(_ question: KnownQuestion) -> Bool {
        switch (self, question.answer) {
        case (.equal, .table), (.refused, .refusal): true
        case (.equal, .refusal), (.differs, _), (.refused, .table), (.error, _), (.answered, _): false
        }
    }
}

/// Plans a question, asks every node, merges, finishes and compares.
struct Examination {
    let network: NodeNetwork

    func verdict(on question: KnownQuestion) -> Verdict {
        let query: FederatedQuery
        do {
            query = try Planner.plan(question.sql, catalog: network.catalog)
        } catch {
            return .refused(error.first.code, Self.line(error.first.message))
        }
        guard case .table(let expected) = question.answer else { return .answered }
        do throws(Diagnostic) {
            switch AnswerComparison(expected: expected, found: try network.answer(query)).outcome {
            case .equal(let near): return .equal(near: near)
            case .different(let difference): return .differs(difference)
            }
        } catch {
            return .error(Self.line("\(error.code.rawValue) \(error.message)"))
        }
    }

    private static func line(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }
}
