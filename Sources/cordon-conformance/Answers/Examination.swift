import CordonQuery
import CordonReport
import CordonValues

/// What came of a question.
enum Verdict: CustomStringConvertible {
    case equal
    case differs(String)
    case refused(DiagnosticCode, String)
    case error(String)
    /// A trap that was answered.
    case answered

    var description: String {
        switch self {
        case .equal: "equal"
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
            let difference = AnswerComparison(expected: expected, found: try network.answer(query)).difference
            return difference.map(Verdict.differs) ?? .equal
        } catch {
            return .error(Self.line("\(error.code.rawValue) \(error.message)"))
        }
    }

    private static func line(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }
}
