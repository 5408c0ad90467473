import BigInt
import CordonCatalog
import CordonValues

/// What may be a group key.
///
/// Claim: the groups of one question cut a measure at no two points nearer to each other than its `bin`, and a date no finer than
/// its grain, except where CASE or a condition names the cut points one by one
/// (`WHERE x IN (10, 20)` and `GROUP BY x` are `GROUP BY CASE x WHEN 10 THEN 10 WHEN 20 THEN 20 END`).
/// Argument: categories pass; conditions have two values; a measure passes only inside a ``Binning``, whose cut points form a grid;
/// the grids of all keys on one measure are compared pairwise. A column that an equality makes equal to something passes where that does
/// too. Anything else is admissible when all its parts are.
/// What it does not stop: cut points written as conditions; small groups are disclosure control's matter.
struct GroupKeyRule {
    /// Columns that have no other values than constants of the question.
    private let listed: Set<TypedExpression>
    private let ties: [ColumnReference: [BoundExpression]]
    private var binnings: [Binning] = []

    /// Without a session nothing is known of the columns but their roles.
    init(_ session: BindingSession? = nil) { (listed, ties) = (session?.listed ?? [], session?.ties ?? [:]) }

    /// Dates that are cut coarser than by the day, of the keys so far.
    private var coarseDates: [(columns: Set<[String]>, hasDays: Bool)] = []

    mutating func check(_ key: BoundExpression) throws(Diagnostic) {
        let key = try key.expanded(except: listed).throughSubqueries
        try look(key)
        try checkCoarseDates(key)
        guard !ties.isEmpty else { return }
        for column in key.valueColumns where !listed.contains(.column(column.reference, column.column.type)) {
            // Dates and measures are looked at themselves.
            guard case .category = column.column.role else { continue }
            for equal in ties[column.reference] ?? [] { try look(equal.expanded(except: listed)) }
        }
    }

    /// Days counted from several points, or beside months, would together tell the day.
    private mutating func checkCoarseDates(_ key: BoundExpression) throws(Diagnostic) {
        let columns = key.columns.filter { if case .date(let grain) = $0.column.role { grain != .day } else { false } }
        guard key.type != .boolean, let first = columns.first else { return }
        let own = Set(columns.map(\.sourceName))
        let hasDays = key.contains { if case .call(.daysBetween, _) = $0.form { true } else { false } }
        for other in coarseDates where (hasDays || other.hasDays) && !own.isDisjoint(with: other.columns) {
            throw Diagnostic(
                .tooFine, "Two groupings of \(first.column.name) together cut it finer than its grain.", span: key.span,
                hint: "Group by one number of days, or by calendar units alone.")
        }
        coarseDates.append((own, hasDays))
    }

    private mutating func look(_ key: BoundExpression) throws(Diagnostic) {
        // Two values, whatever it is made of.
        if key.type == .boolean { return }
        switch key.form {
        case .constant, .cutoff, .aggregate, .window, .value, .grouping: return
        case .column(let column): try check(column, key.span)
        case .subquery(let subquery):
            if let origin = subquery.origin { try look(origin.expanded) }
        case .cast(let operand):
            // The day of a timestamp.
            if key.type == .date, let column = operand.dateColumn { return try check(DatePart.day, column, key.span) }
            try look(operand)
        case .cases(let branches, let otherwise):
            for branch in branches { try look(branch.result) }
            try look(otherwise)
        case .call(let function, let arguments): try check(function, arguments, key)
        }
    }

    private mutating func check(
        _ function: ScalarFunction, _ arguments: [BoundExpression], _ key: BoundExpression
    ) throws(Diagnostic) {
        if let binning = Binning(key) { return try check(binning) }
        if let part = DatePart(function), let column = arguments.first?.dateColumn { return try check(part, column, key.span) }
        if function == .daysBetween, let days = key.daysBin {
            guard days > Rational.one else { return }
            throw Diagnostic(
                .unbinnedMeasure, "A number of days between these dates is a measure: it groups only in bins.", span: key.span,
                hint: "Write floor((b - a) / \(days.plain)), or group by conditions: CASE WHEN … THEN 'up to a week' ELSE 'longer' END.")
        }
        if function == .ageMonths || function == .ageDays, arguments.allSatisfy(\.isOfDays) { return }
        if Self.spans.contains(function), function != .daysBetween, !arguments.allSatisfy({ $0.constant != nil }) {
            throw Diagnostic(
                .unbinnedMeasure, "A time between dates is a measure without declared bins.", span: key.span,
                hint: "Group by conditions: CASE WHEN … THEN 'up to a week' ELSE 'longer' END.")
        }
        for argument in arguments { try look(argument) }
    }

    /// Lengths of time, which are measures.
    private static let spans: Set<ScalarFunction> = [.daysBetween, .microsecondsBetween, .ageMonths, .ageDays, .ageMicroseconds]

    private func check(_ column: BoundColumn, _ span: Range<Int>) throws(Diagnostic) {
        let name = column.column.name
        switch column.column.role {
        case .category, .patient, .nodeKey, .identifier, .text: return
        case .measure(let bin, _):
            // A whole number is its own bin of one.
            if let bin, bin <= Rational.one, column.column.type.isWhole { return }
            // Its values are cut points that the question names one by one.
            if bin != nil, listed.contains(.column(column.reference, column.column.type)) { return }
            throw Diagnostic(
                .unbinnedMeasure, "\(name) is a measure: it groups only in bins.", span: span,
                hint: bin.map { "Write \(Binning.example(name, $0))." }
                    ?? "It has no declared bin: group by conditions, CASE WHEN \(name) < … THEN 'low' ELSE 'high' END.")
        case .date(let grain):
            guard grain != .day || column.column.type == .timestamp else { return }
            throw Diagnostic(
                .tooFine, "\(name) groups no finer than by \(grain.rawValue).", span: span, hint: "Write \(DatePart.example(name, grain)).")
        }
    }

    private mutating func check(_ binning: Binning) throws(Diagnostic) {
        let name = binning.subject.name
        guard let bin = binning.subject.bin else {
            if let column = binning.subject.column { try check(column, binning.span) }
            return
        }
        let hint = "Write \(Binning.example(name, bin)), or wider."
        guard binning.width >= bin else {
            throw Diagnostic(.tooFine, "\(name) groups in bins of \(bin.plain) or more.", span: binning.span, hint: hint)
        }
        for other in binnings where other.subject.isSame(as: binning.subject) {
            guard other.agrees(with: binning, bin: bin) else {
                throw Diagnostic(
                    .tooFine, "Two groupings of \(name) together cut it finer than \(bin.plain).", span: binning.span,
                    hint: "Use bins that start at the same point and whose widths divide each other.")
            }
        }
        binnings.append(binning)
    }

    private func check(_ part: DatePart, _ column: BoundColumn, _ span: Range<Int>) throws(Diagnostic) {
        guard case .date(let grain) = column.column.role, part.isFiner(than: grain) else { return }
        throw Diagnostic(
            .tooFine, "\(column.column.name) groups no finer than by \(grain.rawValue).", span: span,
            hint: "Write \(DatePart.example(column.column.name, grain)).")
    }
}

/// A function that cuts dates, by how fine it cuts.
struct DatePart {
    private let fineness: DateGrain

    static let day = DatePart(fineness: .day)

    private init(fineness: DateGrain) { self.fineness = fineness }

    init?(_ function: ScalarFunction) {
        switch function {
        case .day, .dayOfYear, .dayOfWeek, .isoDayOfWeek, .julianDay, .dayStart: fineness = .day
        // A year of whole weeks begins and ends inside months.
        case .week, .weekStart, .isoYear: fineness = .week
        case .month, .monthStart: fineness = .month
        case .quarter, .quarterStart: fineness = .quarter
        case .year, .yearStart, .decade, .decadeStart, .century, .centuryStart, .millennium, .millenniumStart: fineness = .year
        default: return nil
        }
    }

    func isFiner(than grain: DateGrain) -> Bool {
        let order = DateGrain.allCases
        guard let own = order.firstIndex(of: fineness), let limit = order.firstIndex(of: grain) else { return true }
        return own < limit
    }

    static func example(_ name: String, _ grain: DateGrain) -> String {
        switch grain {
        case .day: "CAST(\(name) AS date)"
        case .week, .month: "date_trunc('month', \(name)) or EXTRACT(YEAR FROM \(name))"
        case .quarter: "date_trunc('quarter', \(name)) or EXTRACT(YEAR FROM \(name))"
        case .year: "EXTRACT(YEAR FROM \(name))"
        }
    }
}

extension BoundExpression {
    /// Made of dates whose every day may be a group key, of whole numbers that may be one as they are, and of nothing else.
    fileprivate var isOfDays: Bool {
        columns.allSatisfy { column in
            switch column.column.role {
            case .date(let grain): grain == .day
            case .measure(let bin?, _): bin <= Rational.one && column.column.type.isWhole
            case .measure(nil, _), .category, .patient, .nodeKey, .identifier, .text: false
            }
        }
    }

    fileprivate var dateColumn: BoundColumn? {
        guard case .column(let column) = form, case .date = column.column.role else { return nil }
        return column
    }

    /// Of a number of days between dates the least that it may be cut by: the coarsest grain of both.
    var daysBin: Rational? {
        guard case .call(.daysBetween, let sides) = form else { return nil }
        let grains = sides.flatMap(\.columns).compactMap { column -> DateGrain? in
            if case .date(let grain) = column.column.role { grain } else { nil }
        }
        return Rational((grains.max(by: DateGrain.isFiner) ?? .day).days)
    }
}

extension DateGrain {
    /// The longest that one lasts.
    var days: Int64 {
        switch self {
        case .day: 1
        case .week: 7
        case .month: 31
        case .quarter: 92
        case .year: 366
        }
    }
}

extension Rational {
    /// As the catalog writes it, where it is a short decimal.
    var plain: String {
        if isWhole { return numerator.description }
        for digits in 1...6 {
            let scaled = self * Rational(BigInt(10).power(digits))
            guard scaled.isWhole else { continue }
            let text = scaled.numerator.magnitude.description
            let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
            return (scaled.numerator < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
        }
        return "\(numerator)/\(denominator)"
    }
}
