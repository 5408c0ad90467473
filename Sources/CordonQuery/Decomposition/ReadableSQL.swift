import CordonValues

extension TypedExpression: CustomStringConvertible {
    /// The expression as SQL that a person can read, with bare column names. Implicit casts show, because they decide the result.
    public var description: String { ReadableSQL(naming: ReadableSQL.bareName).text(of: self) }
}

extension FederatedPart {
    /// An expression of this part as readable SQL: columns with their table where it reads several, keys and aggregates spelled out.
    public func text(of expression: TypedExpression) -> String {
        let tables = inside.scans
        return ReadableSQL(naming: { name(of: $0, tables) }).text(of: expression)
    }

    /// An aggregate of the boundary as readable SQL.
    public func text(of aggregate: BoundaryAggregate) -> String {
        let argument = aggregate.argument.map { text(of: $0) }
        let call: String
        switch aggregate.specification.function {
        case .countRows: call = "count(*)"
        case .countPatients: call = "count(DISTINCT \(argument ?? ""))"
        case .deviationPopulation: call = "stddev_pop(\(argument ?? ""))"
        case .deviationSample: call = "stddev_samp(\(argument ?? ""))"
        case .countKeys, .countValues: call = "count(DISTINCT \(argument ?? ""))"
        case .mode: call = "mode() WITHIN GROUP (ORDER BY \(argument ?? ""))"
        case .percentileContinuous, .percentileDiscrete:
            let fraction = aggregate.specification.fraction.map { "\($0.value)" } ?? ""
            call = "\(aggregate.specification.function.rawValue)(\(fraction)) WITHIN GROUP (ORDER BY \(argument ?? ""))"
        case .count, .sum, .average, .variancePopulation, .varianceSample, .covariancePopulation, .covarianceSample, .correlation,
            .regressionSlope, .regressionIntercept, .regressionR2, .regressionCount, .regressionAverageX, .regressionAverageY,
            .regressionSXX, .regressionSYY, .regressionSXY, .skewness, .kurtosis, .kurtosisPopulation, .every, .any, .minimum, .maximum:
            let arguments = [argument, aggregate.second.map { text(of: $0) }].compactMap { $0 }.joined(separator: ", ")
            call = "\(aggregate.specification.function.rawValue)(\(arguments))"
        }
        return call + (aggregate.filter.map { " FILTER (WHERE \(text(of: $0)))" } ?? "")
    }

    fileprivate func name(of reference: ColumnReference, _ tables: [Int: String]) -> String {
        switch reference {
        case .table(let relation, let column):
            guard tables.count > 1, let table = tables[relation] else { return column }
            let earlier = tables.count { $0.key < relation && $0.value == table }
            return earlier == 0 ? "\(table).\(column)" : "\(table)_\(earlier + 1).\(column)"
        case .key(let number):
            return boundary.keys.indices.contains(number) ? text(of: boundary.keys[number].expression) : ReadableSQL.bareName(reference)
        case .aggregate(let number):
            return boundary.aggregates.indices.contains(number) ? text(of: boundary.aggregates[number]) : ReadableSQL.bareName(reference)
        case .window, .value, .grouping, .cutoff: return ReadableSQL.bareName(reference)
        }
    }
}

extension FederatedQuery {
    /// An expression of one of the plans outside as readable SQL.
    public func text(of expression: TypedExpression, in plan: OutsidePlan) -> String {
        let names = plan.source.names
        return ReadableSQL(naming: { reference in
            switch reference {
            case .window(let number) where plan.windows.indices.contains(number): return text(of: plan.windows[number], in: plan)
            case .value(let number) where values.indices.contains(number):
                let value = values[number]
                return value.columns.first.map { "(\(text(of: $0.expression, in: value)))" } ?? ReadableSQL.bareName(reference)
            case .key(let number) where names.indices.contains(number): return names[number]
            case .table, .key, .aggregate, .window, .value, .grouping, .cutoff: break
            }
            guard case .part(let number) = plan.source, parts.indices.contains(number) else { return ReadableSQL.bareName(reference) }
            return parts[number].name(of: reference, parts[number].inside.scans)
        }).text(of: expression)
    }

    /// A window function over groups as readable SQL.
    public func text(of outside: OutsideWindow, in plan: OutsidePlan) -> String {
        let window = outside.window
        let arguments = window.arguments.map { text(of: $0, in: plan) }.joined(separator: ", ")
        let partition = window.partition.map { text(of: $0, in: plan) }.joined(separator: ", ")
        let order = window.order.map { text(of: $0.expression, in: plan) + ($0.descending ? " DESC" : "") }.joined(separator: ", ")
        let over = (partition.isEmpty ? [] : ["PARTITION BY \(partition)"]) + (order.isEmpty ? [] : ["ORDER BY \(order)"])
        return "\(window.function.name)(\(arguments)) OVER (\(over.joined(separator: " ")))"
    }
}

extension OutsideSource {
    /// Of its columns; none of a part's.
    fileprivate var names: [String] {
        switch self {
        case .part, .single: []
        case .table(let plan): plan.columns.map(\.name)
        case .join(let join): join.left.names + join.right.names
        case .union(let arms): arms.first?.columns.map(\.name) ?? []
        }
    }
}

extension WindowFunction {
    /// As SQL names it.
    public var name: String {
        switch self {
        case .rowNumber: "row_number"
        case .rank: "rank"
        case .denseRank: "dense_rank"
        case .percentRank: "percent_rank"
        case .cumulativeDistribution: "cume_dist"
        case .ntile: "ntile"
        case .lag: "lag"
        case .lead: "lead"
        case .firstValue: "first_value"
        case .lastValue: "last_value"
        case .nthValue: "nth_value"
        case .aggregate(let specification): specification.function.rawValue
        }
    }
}

/// Prints expressions with the fewest brackets that keep their meaning.
struct ReadableSQL {
    let naming: (ColumnReference) -> String

    static func bareName(_ reference: ColumnReference) -> String {
        switch reference {
        case .table(_, let column): column
        case .key(let number): "key \(number + 1)"
        case .aggregate(let number): "aggregate \(number + 1)"
        case .window(let number): "window \(number + 1)"
        case .value(let number): "value \(number + 1)"
        case .grouping(let number): "grouping \(number + 1)"
        case .cutoff: "CURRENT_DATE"
        }
    }

    func text(of expression: TypedExpression) -> String {
        switch expression {
        case .column(let reference, _): naming(reference)
        case .constant(let value, let type): constant(value, type)
        case .cast(let operand, let type): "CAST(\(text(of: operand)) AS \(type == .double ? "double precision" : type.rawValue))"
        case .cases(let branches, let otherwise, _):
            "CASE " + branches.map { "WHEN \(text(of: $0.condition)) THEN \(text(of: $0.result)) " }.joined()
                + "ELSE \(text(of: otherwise)) END"
        case .call(let function, let arguments, _): call(function, arguments)
        case .exists: "EXISTS (SELECT …)"
        case .inSubquery(let operands, _): "(\(list(operands[...]))) IN (SELECT …)"
        case .scalar: "(SELECT …)"
        }
    }

    private func call(_ function: ScalarFunction, _ arguments: [TypedExpression]) -> String {
        let all = arguments[...]
        switch function.notation {
        case .infix: return arguments.map(operand).joined(separator: " \(function.rawValue.uppercased()) ")
        case .suffix: return "\(operand(arguments)) \(function.rawValue.uppercased())"
        case .call: return "\(function.rawValue)(\(list(all)))"
        case .field: return "EXTRACT(\(function.rawValue.uppercased()) FROM \(list(all)))"
        case .truncation: return "date_trunc('\(function.rawValue.prefix { $0 != " " })', \(list(all)))"
        case .own: return ownCall(function, arguments)
        }
    }

    private func ownCall(_ function: ScalarFunction, _ arguments: [TypedExpression]) -> String {
        switch function {
        case .not: "NOT \(operand(arguments))"
        case .negate: "-\(operand(arguments))"
        case .isIn: "\(operand(arguments)) IN (\(list(arguments.dropFirst())))"
        case .daysBetween: arguments.map(operand).joined(separator: " - ")
        case .addDays: arguments.map(operand).joined(separator: " + ")
        case .microsecondsBetween: "\(arguments.map(operand).joined(separator: " - ")) in microseconds"
        case .addInterval: "\(operand(arguments)) + \(interval(Array(arguments.dropFirst())))"
        case .ageMonths: "age(\(list(arguments[...]))) in months"
        case .ageDays: "age(\(list(arguments[...]))) in days beyond months"
        case .ageMicroseconds: "age(\(list(arguments[...]))) in microseconds beyond days"
        default: "\(function.rawValue)(\(list(arguments[...])))"
        }
    }

    /// Months, days and microseconds as an interval, without those that are 0.
    private func interval(_ parts: [TypedExpression]) -> String {
        let shown = zip(["months", "days", "microseconds"], parts).compactMap { unit, part in
            if case .constant(.integer(0), _) = part { return nil as String? }
            return "\(operand(part)) \(unit)"
        }
        return "INTERVAL (\(shown.isEmpty ? "0 days" : shown.joined(separator: " ")))"
    }

    private func list(_ arguments: ArraySlice<TypedExpression>) -> String {
        arguments.map { text(of: $0) }.joined(separator: ", ")
    }

    private func operand(_ arguments: [TypedExpression]) -> String { arguments.first.map(operand) ?? "" }

    /// In brackets, unless nothing could bind more tightly.
    private func operand(_ expression: TypedExpression) -> String {
        let text = text(of: expression)
        guard case .call(let function, _, _) = expression else { return text.hasPrefix("-") ? "(\(text))" : text }
        return switch function.notation {
        case .call, .field, .truncation: text
        case .infix, .suffix, .own: "(\(text))"
        }
    }

    private func constant(_ value: Value, _ type: ValueType) -> String {
        switch value {
        case .null: "NULL"
        case .boolean(let truth): truth ? "TRUE" : "FALSE"
        case .integer(let whole): String(whole)
        case .numeric(let number): number.plain
        case .double(let double): "\(double.value)"
        case .text(let text): "'\(text.replacing("'", with: "''"))'"
        case .date(let date): "DATE '\(date)'"
        case .timestamp(let time): "TIMESTAMP '\(time)'"
        }
    }
}
