import CordonCatalog
import CordonValues

extension SelectBlock {
    /// Window functions over the rows below: each partition is of one hospital, and an order that decides is total.
    mutating func window() throws(Diagnostic) {
        guard !windows.isEmpty else { return }
        let relation = session.newRelation()
        var functions: [PlanWindow] = []
        for (index, window) in windows.enumerated() {
            try GroupingRule.require(
                locality, by: window.partition.map(\.typed), "A window without the patient key in PARTITION BY", window.span,
                hint: "Add PARTITION BY with the patient key; to rank groups, compute it in the outermost SELECT over GROUP BY.")
            functions.append(try planned(window, "win_\(index + 1)"))
        }
        var passing = PassedColumns(relation: relation)
        let resolved = windows
        let outer = binder.outerColumns
        try rewrite { (part) throws(Diagnostic) in
            switch part.form {
            case .window(let number):
                guard resolved.indices.contains(number) else { return nil }
                let column = resolved[number].derivedColumn("win_\(number + 1)")
                return .column(
                    BoundColumn(
                        derived: column, planName: column.name, relation: relation, origin: resolved[number].derivedOrigin,
                        weighs: resolved[number].arguments.contains(where: \.weighs)), part.span)
            case .column(let column):
                return outer.contains { $0.reference == column.reference } ? part : passing.passed(part)
            case .constant, .cutoff, .call, .cast, .cases, .aggregate, .value, .grouping, .subquery: return nil
            }
        }
        locality = try passing.carried(locality, GroupingRule.proof("rows with window functions", locality, by: windows[0].partition.map(\.typed)))
        plan = .window(WindowPlan(relation: relation, passed: passing.columns, functions: functions, input: plan))
        windows = []
    }

    /// A function whose result depends on the order of equal rows gets the row key as its last sort keys.
    private func planned(_ window: BoundWindow, _ name: String) throws(Diagnostic) -> PlanWindow {
        var order = window.order
        if window.needsTotalOrder {
            let total = try TotalOrder.completed(order, locality, "This window function", window.span)
            // A frame that ends with the current row's peers would end earlier.
            if total.count > order.count, !window.mayCompleteOrder {
                throw Diagnostic(
                    .orderNotTotal, "Equal rows have no order, and this function picks one of them.", span: window.span,
                    hint: "Order by the row's key too, or use ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING.")
            }
            order = total
        }
        return PlanWindow(
            name: name, function: window.function, arguments: window.arguments.map(\.typed), filter: window.filter?.typed, type: window.type,
            partition: window.partition.map(\.typed), order: order.map(\.key), frame: window.frame)
    }

    /// DISTINCT ON keeps of each group the first row in the order of ORDER BY, which begins with the group's expressions.
    mutating func rankDistinctOn() throws(Diagnostic) {
        guard case .on? = distinct else { return }
        let typed = distinctOn.map(\.typed)
        try GroupingRule.require(
            locality, by: typed, "DISTINCT ON", span, hint: "Name the patient key among the expressions of DISTINCT ON.")
        for sort in order.prefix(typed.count) where !typed.contains(sort.expression.typed) {
            throw Diagnostic(
                .unsupported, "DISTINCT ON takes the first expressions of ORDER BY.", span: sort.expression.span,
                hint: "Begin ORDER BY with the expressions of DISTINCT ON.")
        }
        let relation = session.newRelation()
        let rest = order.filter { !typed.contains($0.expression.typed) }
        let total = try TotalOrder.completed(rest, locality, "DISTINCT ON", span)
        let ranking = PlanWindow(
            name: "win_1", function: .rowNumber, arguments: [], filter: nil, type: .bigint, partition: typed, order: total.map(\.key), frame: nil)
        var passing = PassedColumns(relation: relation)
        let outer = binder.outerColumns
        try rewrite { (part) throws(Diagnostic) in
            guard let column = part.column else { return nil }
            return outer.contains { $0.reference == column.reference } ? part : passing.passed(part)
        }
        locality = try passing.carried(locality, GroupingRule.proof("first rows", locality, by: typed))
        let ranked = InsidePlan.window(WindowPlan(relation: relation, passed: passing.columns, functions: [ranking], input: plan))
        let number = TypedExpression.column(.table(relation: relation, column: "win_1"), .bigint)
        plan = .filter(ranked, .call(.equal, [number, .constant(.integer(1), .bigint)], .boolean))
    }
}

/// Columns of the rows below a window that stay visible above it.
struct PassedColumns {
    let relation: Int
    private(set) var columns: [PlanColumn] = []

    init(relation: Int) { self.relation = relation }

    mutating func passed(_ part: BoundExpression) -> BoundExpression {
        let index = columns.firstIndex { $0.expression == part.typed } ?? columns.count
        if index == columns.count { columns.append(PlanColumn(name: "col_\(index + 1)", expression: part.typed)) }
        let column = BoundColumn(
            derived: part.derivedColumn(part.column?.column.name ?? columns[index].name), planName: columns[index].name, relation: relation,
            origin: part, isOnePerPatient: part.isOnePerPatient, deferredReads: part.column?.deferredReads ?? [])
        return .column(column, part.span)
    }

    /// What is known of the rows, over the columns above.
    mutating func carried(_ locality: Locality, _ proof: LocalityProof) throws(Diagnostic) -> Locality {
        var carried = locality
        carried.proof = proof
        carried.patient = locality.patient.map { passed($0) }
        carried.rowKey = locality.rowKey.map { keys in keys.map { passed($0) } }
        carried.keys = locality.keys.map { key in
            let index = columns.firstIndex { $0.expression == key.expression } ?? columns.count
            if index == columns.count { columns.append(PlanColumn(name: "col_\(index + 1)", expression: key.expression)) }
            return LocalKey(
                expression: .column(.table(relation: relation, column: columns[index].name), key.expression.type), entity: key.entity,
                isNonNull: key.isNonNull, name: key.name)
        }
        return carried
    }
}

extension BoundWindow {
    /// The result depends on which of two equal rows comes first.
    var needsTotalOrder: Bool {
        switch function {
        case .rowNumber, .ntile, .lag, .lead, .firstValue, .lastValue, .nthValue: true
        case .rank, .denseRank, .percentRank, .cumulativeDistribution: false
        case .aggregate: frame.map { $0.mode == .rows && !($0.start == .unboundedPreceding && $0.end == .unboundedFollowing) } ?? false
        }
    }

    /// A longer order leaves the frames as they are meant.
    var mayCompleteOrder: Bool {
        guard let frame else { return true }
        // Without peers there is nothing that EXCLUDE GROUP and EXCLUDE TIES leave out.
        guard frame.exclusion == .nothing || frame.exclusion == .currentRow else { return false }
        return frame.mode == .rows || frame.isWholePartition
            || function == .firstValue && frame.start == .unboundedPreceding && [.currentRow, .unboundedFollowing].contains(frame.end)
    }

    func derivedColumn(_ name: String) -> CatalogColumn {
        let role: ColumnRole
        switch function {
        case .rowNumber, .rank, .denseRank, .ntile: role = .category(codes: [])
        case .percentRank, .cumulativeDistribution: role = .measure(bin: nil, bounds: nil)
        case .lag, .lead, .firstValue, .lastValue, .nthValue: role = arguments.first?.derivedRole ?? .category(codes: [])
        case .aggregate(let specification):
            let aggregate = BoundAggregate(
                specification: specification, argument: arguments.first, isDistinct: false, filter: nil, span: span)
            return aggregate.derivedColumn(name)
        }
        return CatalogColumn(name: name, type: type, role: role, unit: nil, title: name)
    }

    var derivedOrigin: BoundExpression? {
        switch function {
        case .lag, .lead: arguments.count < 3 ? arguments.first : nil
        case .firstValue, .lastValue, .nthValue: arguments.first
        case .rowNumber, .rank, .denseRank, .percentRank, .cumulativeDistribution, .ntile: nil
        case .aggregate(let specification): specification.function.definition.family == .extreme ? arguments.first : nil
        }
    }
}

extension WindowFrame {
    var isWholePartition: Bool { start == .unboundedPreceding && end == .unboundedFollowing && exclusion == .nothing }
}
