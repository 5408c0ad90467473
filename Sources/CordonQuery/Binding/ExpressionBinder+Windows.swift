import CordonAggregates
import CordonValues

/// Functions that only OVER makes sense of.
enum WindowName: String, CaseIterable {
    case rowNumber = "row_number"
    case rank
    case denseRank = "dense_rank"
    case percentRank = "percent_rank"
    case cumulativeDistribution = "cume_dist"
    case ntile, lag, lead
    case firstValue = "first_value"
    case lastValue = "last_value"
    case nthValue = "nth_value"

    var arity: ClosedRange<Int> {
        switch self {
        case .rowNumber, .rank, .denseRank, .percentRank, .cumulativeDistribution: 0...0
        case .ntile, .firstValue, .lastValue: 1...1
        case .lag, .lead: 1...3
        case .nthValue: 2...2
        }
    }

    var function: WindowFunction {
        switch self {
        case .rowNumber: .rowNumber
        case .rank: .rank
        case .denseRank: .denseRank
        case .percentRank: .percentRank
        case .cumulativeDistribution: .cumulativeDistribution
        case .ntile: .ntile
        case .lag: .lag
        case .lead: .lead
        case .firstValue: .firstValue
        case .lastValue: .lastValue
        case .nthValue: .nthValue
        }
    }
}

/// A window function of a SELECT, bound over its rows.
struct BoundWindow: Sendable {
    let function: WindowFunction
    let arguments: [BoundExpression]
    let filter: BoundExpression?
    let type: ValueType
    let partition: [BoundExpression]
    let order: [BoundSort]
    let frame: WindowFrame?
    let span: Range<Int>

    func rewriting(_ replace: (BoundExpression) throws(Diagnostic) -> BoundExpression?) throws(Diagnostic) -> BoundWindow {
        var arguments: [BoundExpression] = []
        for argument in self.arguments { arguments.append(try argument.rewriting(replace)) }
        var partition: [BoundExpression] = []
        for part in self.partition { partition.append(try part.rewriting(replace)) }
        var order: [BoundSort] = []
        for sort in self.order {
            order.append(
                BoundSort(expression: try sort.expression.rewriting(replace), descending: sort.descending, nullsFirst: sort.nullsFirst))
        }
        return BoundWindow(
            function: function, arguments: arguments, filter: try filter?.rewriting(replace), type: type, partition: partition, order: order,
            frame: frame, span: span)
    }

    var parts: [BoundExpression] { arguments + [filter].compactMap { $0 } + partition + order.map(\.expression) }
}

extension ExpressionBinder {
    mutating func windowCall(
        _ call: SyntaxCall, _ over: SyntaxWindow, _ span: Range<Int>, _ clause: Clause
    ) throws(Diagnostic) -> BoundExpression {
        guard clause.mayHoldWindow else {
            throw Diagnostic(
                .misplacedAggregate, "A window function cannot stand in \(clause.rawValue).", span: span,
                hint: "Compute it in a subquery: SELECT … FROM (SELECT …, \(call.name)(…) OVER (…) AS w FROM …) t WHERE w = 1.")
        }
        let window = try resolved(over, [])
        var partition: [BoundExpression] = []
        for part in window.partition { partition.append(try keyed(part, in: .partition)) }
        var order: [BoundSort] = []
        for sort in window.order {
            // A key as sort key only tells rows of one patient apart.
            let key = try keyed(sort.expression, in: .partition)
            order.append(BoundSort(expression: key, descending: sort.descending, nullsFirst: sort.nullsFirst ?? sort.descending))
        }
        let frame: WindowFrame? = if let frame = window.frame { try self.frame(frame, order, span) } else { nil }
        let bound = try function(call, partition, order, frame, span)
        if let known = windows.firstIndex(where: { $0.isSame(as: bound) }) { return .window(known, bound.type, span) }
        guard windows.count < QuestionLimits.aggregates else { throw QuestionLimits.exceeded("window functions", QuestionLimits.aggregates, span) }
        windows.append(bound)
        return .window(windows.count - 1, bound.type, span)
    }

    /// OVER w and OVER (w …) with what the named window says.
    private func resolved(_ window: SyntaxWindow, _ seen: Set<String>) throws(Diagnostic) -> SyntaxWindow {
        guard let base = window.base else { return window }
        guard !seen.contains(base), let named = namedWindows[base] else {
            throw Diagnostic(
                .unknownColumn, "No window \(base) in WINDOW.", span: window.span, hint: "Add WINDOW \(base) AS (PARTITION BY … ORDER BY …).")
        }
        let below = try resolved(named, seen.union([base]))
        guard window.partition.isEmpty, window.order.isEmpty || below.order.isEmpty else {
            throw Diagnostic(.syntax, "The window \(base) cannot be overridden.", span: window.span, hint: "Write the window out.")
        }
        return SyntaxWindow(
            base: nil, partition: below.partition, order: window.order.isEmpty ? below.order : window.order, frame: window.frame ?? below.frame,
            span: window.span)
    }

    private mutating func function(
        _ call: SyntaxCall, _ partition: [BoundExpression], _ order: [BoundSort], _ frame: WindowFrame?, _ span: Range<Int>
    ) throws(Diagnostic) -> BoundWindow {
        if let name = AggregateName(rawValue: call.name) {
            guard !call.isDistinct else {
                throw Diagnostic(
                    .unsupported, "DISTINCT is not supported in window functions.", span: span, hint: "PostgreSQL refuses it too: use a subquery.")
            }
            guard ![.pairs, .mode, .percentile, .median].contains(name.shape) else {
                throw Diagnostic(
                    .unsupported, "\(call.name) is not supported as a window function.", span: span, hint: "Compute it in a subquery with GROUP BY.")
            }
            let aggregate = try boundAggregate(name, call, span, in: .window)
            return BoundWindow(
                function: .aggregate(aggregate.specification), arguments: [aggregate.argument].compactMap { $0 }, filter: aggregate.filter,
                type: aggregate.specification.resultType, partition: partition, order: order, frame: frame ?? .standard(ordered: !order.isEmpty),
                span: span)
        }
        guard let name = WindowName(rawValue: call.name) else {
            throw Diagnostic(
                .unknownFunction, "\(call.name) is no window function.", span: call.nameSpan,
                hint: "The window functions are \(WindowName.allCases.map(\.rawValue).joined(separator: ", ")) and the aggregates.")
        }
        guard call.filter == nil, !call.isStar, !call.isDistinct, name.arity.contains(call.arguments.count) else {
            throw Diagnostic(.typeMismatch, "\(call.name) does not take these arguments.", span: span, hint: "Write \(call.name)(…) OVER (…).")
        }
        let arguments = try windowArguments(name, call, span)
        let type: ValueType =
            switch name {
            case .rowNumber, .rank, .denseRank: .bigint
            case .percentRank, .cumulativeDistribution: .double
            case .ntile: .integer
            case .lag, .lead, .firstValue, .lastValue, .nthValue: arguments.first?.type ?? .text
            }
        let usesFrame = [.firstValue, .lastValue, .nthValue].contains(name)
        return BoundWindow(
            function: name.function, arguments: arguments, filter: nil, type: type, partition: partition, order: order,
            frame: usesFrame ? frame ?? .standard(ordered: !order.isEmpty) : nil, span: span)
    }

    private mutating func windowArguments(
        _ name: WindowName, _ call: SyntaxCall, _ span: Range<Int>
    ) throws(Diagnostic) -> [BoundExpression] {
        var arguments: [BoundExpression] = []
        for syntax in call.arguments { arguments.append(try keyed(syntax, in: .window)) }
        switch name {
        case .rowNumber, .rank, .denseRank, .percentRank, .cumulativeDistribution: return []
        case .ntile: return [try constantCount(arguments[0], from: 1)]
        case .nthValue: return [try typedValue(arguments[0]), try constantCount(arguments[1], from: 1)]
        case .firstValue, .lastValue: return [try typedValue(arguments[0])]
        case .lag, .lead:
            var result = [try typedValue(arguments[0])]
            result.append(arguments.count > 1 ? try constantCount(arguments[1], from: 0) : .constant(.integer(1), .integer, span))
            if arguments.count > 2 {
                if let key = result[0].key ?? arguments[2].key, result[0].key?.column.role != arguments[2].key?.column.role {
                    throw keyAgainstOther(key, arguments[2].span)
                }
                let type = try commonType([result[0], arguments[2]])
                result[0] = try coerced(result[0], to: type)
                result.append(try coerced(arguments[2], to: type))
            }
            return result
        }
    }

    private func typedValue(_ value: BoundExpression) throws(Diagnostic) -> BoundExpression {
        value.isUntyped ? try typed(value, as: .text) : value
    }

    private func constantCount(_ value: BoundExpression, from least: Int64) throws(Diagnostic) -> BoundExpression {
        guard case .constant(.integer(let count)) = value.form, count >= least, count <= Int64(Int32.max) else {
            throw Diagnostic(.unsupported, "A constant whole number from \(least) is expected here.", span: value.span, hint: "Write a number.")
        }
        return .constant(.integer(count), .integer, value.span)
    }

    private mutating func frame(_ frame: SyntaxFrame, _ order: [BoundSort], _ span: Range<Int>) throws(Diagnostic) -> WindowFrame {
        let start = try bound(frame.start, frame.mode, order, span)
        let end = try bound(frame.end, frame.mode, order, span)
        guard start.place <= end.place, start != .unboundedFollowing, end != .unboundedPreceding else {
            throw Diagnostic(.syntax, "The frame ends before it starts.", span: span, hint: "Write BETWEEN … PRECEDING AND CURRENT ROW, for example.")
        }
        return WindowFrame(mode: frame.mode, start: start, end: end, exclusion: frame.exclusion)
    }

    private mutating func bound(
        _ bound: SyntaxFrameBound, _ mode: FrameMode, _ order: [BoundSort], _ span: Range<Int>
    ) throws(Diagnostic) -> FrameBound {
        switch bound {
        case .unboundedPreceding: return .unboundedPreceding
        case .currentRow: return .currentRow
        case .unboundedFollowing: return .unboundedFollowing
        case .preceding(let syntax): return .preceding(try offset(syntax, mode, order, span))
        case .following(let syntax): return .following(try offset(syntax, mode, order, span))
        }
    }

    private mutating func offset(_ syntax: SyntaxExpression, _ mode: FrameMode, _ order: [BoundSort], _ span: Range<Int>) throws(Diagnostic) -> Int {
        let key = order.count == 1 ? order.first?.expression.type : nil
        if mode == .range {
            guard let key, key.isWhole || key == .date else {
                throw Diagnostic(
                    .unsupported, "RANGE with a distance takes one sort key that is a whole number or a date.", span: span,
                    hint: "Use ROWS, or order by a date.")
            }
            if key == .date, let days = try days(syntax) { return days }
        }
        guard case .literal(.number(let digits)) = syntax.form, let count = Int(digits), count >= 0, count <= Int(Int32.max) else {
            throw Diagnostic(
                .unsupported, "A frame takes a constant whole number.", span: syntax.span,
                hint: mode == .range && key == .date ? "Write 30 PRECEDING or INTERVAL '30 days' PRECEDING." : "Write 2 PRECEDING.")
        }
        return count
    }

    /// A constant interval of whole days; nil for what is no interval.
    private mutating func days(_ syntax: SyntaxExpression) throws(Diagnostic) -> Int? {
        guard case .interval(let interval) = try operand(syntax, in: .window) else { return nil }
        guard let constant = interval.constant, constant.months == 0, constant.microseconds == 0, (0...Int64(Int32.max)).contains(constant.days) else {
            throw Diagnostic(
                .unsupported, "The distance of a frame over dates is a constant number of days.", span: syntax.span, hint: "Write INTERVAL '30 days' PRECEDING.")
        }
        return Int(constant.days)
    }
}

extension BoundWindow {
    fileprivate func isSame(as other: BoundWindow) -> Bool {
        function == other.function && type == other.type && frame == other.frame && arguments.map(\.typed) == other.arguments.map(\.typed)
            && filter?.typed == other.filter?.typed && partition.map(\.typed) == other.partition.map(\.typed)
            && order.map(\.key) == other.order.map(\.key)
    }
}

extension WindowFrame {
    /// PostgreSQL's default: to the last peer of the current row, or the whole partition without an order.
    static func standard(ordered: Bool) -> WindowFrame {
        WindowFrame(mode: .range, start: .unboundedPreceding, end: ordered ? .currentRow : .unboundedFollowing, exclusion: .nothing)
    }
}

extension FrameBound {
    fileprivate var place: Int {
        switch self {
        case .unboundedPreceding: 0
        case .preceding: 1
        case .currentRow: 2
        case .following: 3
        case .unboundedFollowing: 4
        }
    }
}
