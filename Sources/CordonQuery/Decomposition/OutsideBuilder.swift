import CordonCatalog
import CordonValues

/// Rewrites what stands above the boundary over its keys and aggregates.
struct OutsideBuilder {
    let keys: [BoundExpression]

    /// The largest parts that equal a group key become that key; a column left over is neither grouped nor aggregated.
    func rewritten(_ expression: BoundExpression) throws(Diagnostic) -> TypedExpression {
        if expression.constant == nil, let key = keys.firstIndex(where: { $0.typed == expression.typed }) {
            return .column(.key(key), expression.type)
        }
        switch expression.form {
        case .constant, .aggregate: return expression.typed
        case .cutoff:
            throw Diagnostic(
                .unsupported, "CURRENT_DATE stands only below the aggregates: each hospital's data ends on a day of its own.",
                span: expression.span, hint: "Use it in WHERE, in GROUP BY, or inside an aggregate.")
        case .column(let column): throw notGrouped(column, expression.span)
        case .cast(let operand): return .cast(try rewritten(operand), to: expression.type)
        case .call(let function, let arguments):
            var parts: [TypedExpression] = []
            for argument in arguments { parts.append(try rewritten(argument)) }
            return .call(function, parts, expression.type)
        case .cases(let branches, let otherwise):
            var parts: [CaseBranch] = []
            for branch in branches {
                parts.append(CaseBranch(condition: try rewritten(branch.condition), result: try rewritten(branch.result)))
            }
            return .cases(parts, otherwise: try rewritten(otherwise), expression.type)
        }
    }

    private func notGrouped(_ column: BoundColumn, _ span: Range<Int>) -> Diagnostic {
        let name = column.column.name
        let hint: String
        switch column.column.role {
        case .measure(let bin, _):
            hint = "Aggregate it, avg(\(name))" + (bin.map { ", or group by \(Binning.example(name, $0))." } ?? ".")
        case .date(let grain): hint = "Group by \(DatePart.example(name, grain))."
        case .category, .patient, .nodeKey, .identifier, .text: hint = "Add it to GROUP BY, or count it: count(\(name))."
        }
        return Diagnostic(.notGrouped, "\(name) is neither grouped nor aggregated.", span: span, hint: hint)
    }
}
