import CordonAggregates
import CordonQuery
import CordonValues
import CordonWarehouse

/// Window functions over released groups.
///
/// A sum over the groups of a partition is the cell of a margin, where the plan has one. Every other function sees the groups that are
/// shown: a row whose partition, order or argument is hidden gets a withheld cell, and so does a sum as soon as one of the groups
/// that it could count is hidden.
struct WindowCells {
    struct Group {
        /// Nil for a group that is not shown or whose place is not known.
        let keys: [Value]?
        let evaluator: CellEvaluator
    }

    private let outside: PreparedOutside
    private let hasRemainder: Bool
    private let margins: [[Value]: CellEvaluator]

    /// `candidates` are the groups of all grouping sets.
    init(outside: PreparedOutside, candidates: [Group], hasRemainder: Bool) {
        self.outside = outside
        self.hasRemainder = hasRemainder
        var margins: [[Value]: CellEvaluator] = [:]
        if outside.plan.hasMargins {
            for candidate in candidates { if let keys = candidate.keys { margins[keys] = candidate.evaluator } }
        }
        self.margins = margins
    }

    /// Of each group one cell for each window.
    func cells(of groups: [Group]) -> [[Cell]] {
        var cells = groups.map { _ in [Cell]() }
        for window in outside.windows {
            for (index, cell) in results(of: window, groups).enumerated() { cells[index].append(cell) }
        }
        return cells
    }

    private func results(of window: PreparedWindow, _ groups: [Group]) -> [Cell] {
        if let margin = window.plan.margin { return groups.map { marginCell(margin, window, $0) } }
        var result = groups.map { _ in Cell.withheld }
        var partitions: [[Value]: [WindowPartition.Member]] = [:]
        var unreadable: Set<[Value]> = []
        var isComplete = !hasRemainder
        for (index, group) in groups.enumerated() {
            guard let place = window.place(of: group) else {
                isComplete = false
                continue
            }
            if place.arguments.contains(where: { $0 == nil }) { unreadable.insert(place.partition) }
            partitions[place.partition, default: []].append(
                WindowPartition.Member(index: index, keys: place.order, arguments: place.arguments.map { $0 ?? .null }, passes: place.passes ?? false))
        }
        for (key, members) in partitions {
            let partition = WindowPartition(window.plan.window, members)
            if case .aggregate(let specification) = window.plan.window.function {
                guard isComplete else { continue }
                for (index, frame) in partition.frames() { result[index] = sum(specification, frame.map { groups[$0] }, window) }
            } else {
                // A hidden argument is read as NULL, and a neighbour could show that.
                guard !unreadable.contains(key) else { continue }
                for (index, value) in partition.results() { result[index] = .showing(value) }
            }
        }
        return result
    }

    private func marginCell(_ margin: OutsideWindow.Margin, _ window: PreparedWindow, _ group: Group) -> Cell {
        guard let keys = group.keys else { return .withheld }
        // Without margins of their own the partition is the group itself.
        guard let found = outside.plan.hasMargins ? margins[window.marginKey(margin, keys)] : group.evaluator else { return .withheld }
        guard found.aggregates.indices.contains(margin.aggregate) else { return .withheld }
        let cell = found.aggregates[margin.aggregate]
        guard !cell.state.isHidden, let value = cell.value else { return cell }
        return .showing(value.cast(to: window.plan.window.type))
    }

    private func sum(_ specification: AggregateSpecification, _ frame: [Group], _ window: PreparedWindow) -> Cell {
        var values: [Value] = []
        for group in frame {
            guard let place = window.place(of: group), let passes = place.passes else { return .withheld }
            guard passes else { continue }
            guard let argument = place.arguments.first ?? nil else { return .withheld }
            if !argument.isNull { values.append(argument) }
        }
        return .showing(specification.result(of: values))
    }
}

/// A window with its expressions ready.
struct PreparedWindow {
    let plan: OutsideWindow
    private let partition: [OutsideExpression]
    private let order: [OutsideExpression]
    private let arguments: [OutsideExpression]
    private let filter: OutsideExpression?

    struct Place {
        let partition: [Value]
        let order: [Value]
        /// Nil where hidden.
        let arguments: [Value?]
        let passes: Bool?
    }

    init(_ plan: OutsideWindow) {
        self.plan = plan
        partition = plan.window.partition.map(OutsideExpression.init)
        order = plan.window.order.map { OutsideExpression($0.expression) }
        arguments = plan.window.arguments.map(OutsideExpression.init)
        filter = plan.window.filter.map(OutsideExpression.init)
    }

    var parts: Int { (partition + order + arguments + [filter].compactMap { $0 }).reduce(0) { $0 + $1.parts } }

    /// Nil where the group's partition or place is hidden.
    func place(of group: WindowCells.Group) -> Place? {
        guard group.keys != nil else { return nil }
        let partition = self.partition.map(group.evaluator.value)
        let order = self.order.map(group.evaluator.value)
        guard partition.allSatisfy({ $0 != nil }), order.allSatisfy({ $0 != nil }) else { return nil }
        let passes: Bool? = filter.map { group.evaluator.value($0).map { $0 == .boolean(true) } } ?? true
        return Place(
            partition: partition.compactMap { $0 }, order: order.compactMap { $0 }, arguments: arguments.map(group.evaluator.value), passes: passes)
    }

    /// The key of the margin that a group's rows fall into: its set's number, and NULL for the keys that it leaves out.
    func marginKey(_ margin: OutsideWindow.Margin, _ keys: [Value]) -> [Value] {
        let kept = Set(partition.compactMap { part -> Int? in
            guard case .column(.key(let position), _) = part.expression else { return nil }
            return position
        })
        return [.integer(Int64(margin.set))] + keys.indices.dropFirst().map { kept.contains($0) ? keys[$0] : .null }
    }
}

extension OutsidePlan {
    /// The boundary has grouping sets whose groups are no rows of the answer.
    var hasMargins: Bool { windows.contains { $0.margin.map { $0.set >= shownSets } ?? false } }
}
