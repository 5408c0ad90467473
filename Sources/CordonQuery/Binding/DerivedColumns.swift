import CordonAggregates
import CordonCatalog
import CordonValues

/// What follows for the columns that subqueries make: type, role and unit. Counts, ranks and CASE over constants give a category,
/// a measure stays a measure until it is binned, a date keeps its grain.
extension BoundExpression {
    func derivedColumn(_ name: String) -> CatalogColumn {
        let own = column?.column
        return CatalogColumn(
            name: name, type: type, role: derivedRole, unit: own?.unit ?? Unit.name(of: self, []), title: own?.title ?? name,
            nullable: own?.nullable ?? true)
    }

    /// Columns that the expression's values are made of, those of scalar subqueries among them. A condition has two values, and CASE only
    /// chooses by it.
    var valueColumns: [BoundColumn] {
        if type == .boolean { return [] }
        switch form {
        case .column(let column): return [column]
        case .constant, .cutoff, .aggregate, .window, .value, .grouping: return []
        case .subquery(let subquery): return (subquery.origin?.valueColumns ?? []) + subquery.operands.flatMap(\.valueColumns)
        case .call(_, let arguments): return arguments.flatMap(\.valueColumns)
        case .cast(let operand): return operand.valueColumns
        case .cases(let branches, let otherwise): return (branches.map(\.result) + [otherwise]).flatMap(\.valueColumns)
        }
    }

    /// The strictest of what the expression reads; group keys look through it where they can.
    var derivedRole: ColumnRole {
        if let key { return key.column.role }
        if type == .boolean { return .category(codes: []) }
        if case .column(let column) = form { return column.column.role }
        let roles = valueColumns.map(\.column.role)
        let grain = roles.compactMap(\.grain).max(by: DateGrain.isFiner)
        if let grain, type == .date { return .date(grain: grain) }
        let isMeasured = roles.contains { if case .measure = $0 { true } else { false } }
        // A number or text made of dates tells days; what it is made of may show that it is coarser.
        return isMeasured || grain != nil ? .measure(bin: nil, bounds: nil) : .category(codes: [])
    }
}

extension ColumnRole {
    fileprivate var grain: DateGrain? {
        if case .date(let grain) = self { grain } else { nil }
    }
}

extension DateGrain {
    static func isFiner(_ left: DateGrain, _ right: DateGrain) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

extension BoundAggregate {
    func planned(_ name: String) -> PlanAggregate {
        PlanAggregate(
            name: name, specification: specification, argument: argument?.typed, second: second?.typed,
            isDistinct: isDistinct, filter: filter?.typed)
    }

    /// As refusals name it.
    var shown: String { "\(specification.function.rawValue)(\(argument.map { $0.column?.column.name ?? "…" } ?? "*"))" }

    /// An extreme of an argument has values of the argument.
    var derivedOrigin: BoundExpression? {
        switch specification.function.definition.family {
        case .extreme, .mode: argument
        case .quantile: specification.function == .percentileDiscrete ? argument : nil
        case .count, .moment, .pairs, .truth: nil
        }
    }

    /// As ``BoundColumn/weighs``, of its value for a patient. A count is a number of rows whatever its argument is.
    var weighs: Bool {
        specification.function.definition.family != .count && arguments.contains(where: \.weighs)
    }

    func derivedColumn(_ name: String) -> CatalogColumn {
        let type = specification.resultType
        let role: ColumnRole
        switch specification.function.definition.family {
        case .extreme, .mode: role = argument?.derivedRole ?? .category(codes: [])
        case .count, .truth: role = .category(codes: [])
        case .pairs: role = .measure(bin: nil, bounds: nil)
        case .quantile where type == .date || type == .timestamp: role = argument?.derivedRole ?? .measure(bin: nil, bounds: nil)
        case .moment, .quantile:
            // A sum of ones and zeros is a count.
            if case .measure(let bin, _)? = argument?.derivedRole { role = .measure(bin: bin, bounds: nil) } else { role = .category(codes: []) }
        }
        return CatalogColumn(name: name, type: type, role: role, unit: Unit.name(of: self), title: name)
    }
}

extension PlanAggregate {
    /// MIN of a key: the one patient whose rows a hospital's key groups.
    static func smallest(of key: BoundExpression, named name: String) -> PlanAggregate {
        PlanAggregate(
            name: name, specification: AggregateSpecification(function: .minimum, argument: key.type), argument: key.typed, second: nil, isDistinct: false,
            filter: nil)
    }
}
