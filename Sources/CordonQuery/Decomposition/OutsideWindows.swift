import CordonAggregates
import CordonValues

/// Window functions over groups: ranks and neighbours on released cells, sums over groups as margins.
///
/// A sum over all groups of a partition is one aggregate over a coarser grouping set, released in its own right. Any other aggregate
/// over groups is refused: hidden groups would make it silently wrong.
struct OutsideWindows {
    let query: BoundaryQuery
    var sets: BoundarySets

    /// Which windows are margins. Decides the grouping sets, and so comes before anything is rewritten over keys.
    mutating func margins() throws(Diagnostic) -> [OutsideWindow.Margin?] {
        var result: [OutsideWindow.Margin?] = []
        for window in query.binder.windows { result.append(try margin(window)) }
        return result
    }

    private mutating func margin(_ window: BoundWindow) throws(Diagnostic) -> OutsideWindow.Margin? {
        guard case .aggregate(let specification) = window.function else { return nil }
        try Self.requireSum(window)
        guard specification.function == .sum, query.having == nil, query.sets.count == 1, window.filter == nil, window.frame?.isWholePartition ?? true,
            case .aggregate(let aggregate)? = window.arguments.first?.form, query.binder.aggregates.indices.contains(aggregate)
        else { return nil }
        guard query.binder.aggregates[aggregate].addsUp(over: query.keys) else { return nil }
        let keys = window.partition.map { part in query.keys.firstIndex { $0.typed == part.typed } }
        guard keys.allSatisfy({ $0 != nil }) else { return nil }
        return OutsideWindow.Margin(set: sets.margin(keys.compactMap { $0 }), aggregate: aggregate)
    }

    /// Any other aggregate over groups is refused: hidden groups would make it silently wrong.
    static func requireSum(_ window: BoundWindow) throws(Diagnostic) {
        guard case .aggregate(let specification) = window.function, specification.function != .sum else { return }
        throw Diagnostic(
            .aggregateOfAggregate, "Only SUM combines groups: hidden groups would make \(specification.function.rawValue) silently wrong.",
            span: window.span, hint: "Ask for it over patients: \(specification.function.rawValue)(x) without the groups.")
    }
}

extension OutsideBuilder {
    /// `margins` has one for each window, nil where it is computed on the rows.
    func windows(_ windows: [BoundWindow], _ margins: [OutsideWindow.Margin?]) throws(Diagnostic) -> [OutsideWindow] {
        var result: [OutsideWindow] = []
        for (index, (window, margin)) in zip(windows, margins).enumerated() {
            result.append(OutsideWindow(window: try planned(window, "win_\(index + 1)"), margin: margin))
        }
        return result
    }

    private func planned(_ window: BoundWindow, _ name: String) throws(Diagnostic) -> PlanWindow {
        var arguments: [TypedExpression] = []
        for argument in window.arguments { arguments.append(try rewritten(argument)) }
        var partition: [TypedExpression] = []
        for part in window.partition { partition.append(try rewritten(part)) }
        let filter: TypedExpression? = if let condition = window.filter { try rewritten(condition) } else { nil }
        return PlanWindow(
            name: name, function: window.function, arguments: arguments, filter: filter, type: window.type, partition: partition,
            order: try sorts(window.order), frame: window.frame)
    }
}
