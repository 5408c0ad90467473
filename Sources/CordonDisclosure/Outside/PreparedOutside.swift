import CordonQuery
import CordonValues

/// The outside of a question, made ready to run over many rows, and the bound on that work.
struct PreparedOutside {
    /// Parts of expressions that are evaluated for one answer, at the most: some seconds of work, and room for ten columns of a million
    /// groups. One question may have 200,000 parts and its answer two million groups, and the coordinator serves other questions too.
    static let largestWork = 10_000_000

    let plan: OutsidePlan
    let columns: [OutsideExpression]
    let having: OutsideExpression?
    let filter: OutsideExpression?
    let order: [OutsideExpression]
    let windows: [PreparedWindow]

    init(_ plan: OutsidePlan) {
        self.plan = plan
        columns = plan.columns.map { OutsideExpression($0.expression) }
        having = plan.having.map(OutsideExpression.init)
        order = plan.order.map { OutsideExpression($0.expression) }
        filter = plan.filter.map(OutsideExpression.init)
        windows = plan.windows.map(PreparedWindow.init)
    }

    /// Refuses an outside that is too much work for so many rows. It looks at what is released only, so a refusal tells nothing else.
    func check(rows: Int) throws(Diagnostic) {
        let deciding = (having?.parts ?? 0) + (filter?.parts ?? 0) + order.reduce(0) { $0 + $1.parts }
        let showing = columns.reduce(0) { $0 + $1.parts }
        // In doubles, which no product of these overflows.
        let work = Double(rows) * Double(deciding) + Double(min(rows, plan.limit ?? rows)) * Double(showing)
        // A window looks from every row at every other.
        let looking = windows.contains { $0.plan.margin == nil } ? Double(rows) * Double(rows) * Double(windows.count) / 16 : 0
        // Rows are told apart by sorting them.
        let telling = plan.isDistinct ? Double(rows) * Double(plan.columns.count) : 0
        let placing = Double(rows) * Double(windows.reduce(0) { $0 + $1.parts })
        try Self.check(work: work + looking + telling + placing)
    }

    static func check(work: Double) throws(Diagnostic) {
        guard work <= Double(largestWork) else {
            throw Diagnostic(
                .tooManyGroups, "The answer has too many groups for what is to be computed of each.",
                hint: "Group by fewer or coarser keys, or ask for fewer and shorter expressions.")
        }
    }
}
