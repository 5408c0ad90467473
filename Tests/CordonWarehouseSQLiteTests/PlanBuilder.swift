import CordonAggregates
import CordonQuery
import CordonTestSupport
import CordonValues

/// Plans without the planner: what it would refuse may still run here.
enum PlanBuilder {
    static func query(
        _ inside: InsidePlan, keys: [TypedExpression] = [], aggregates: [BoundaryAggregate] = [rows], patient: Int = 0, patientKey: ValueType = .bigint,
        reads: [TableReads]? = nil
    ) -> FederatedQuery {
        let part = FederatedPart(
            inside: inside,
            boundary: Boundary(
                keys: keys.map { BoundaryKey(expression: $0, domain: nil) }, aggregates: aggregates,
                patient: column("patient_id", patientKey, relation: patient), groupsPartitionPatients: false),
            proof: LocalityProof(relation: "sample", property: .patientLocal, rule: "Built by a test.", premises: []),
            reads: reads ?? ["person", "sample"].map { TableReads(table: $0, columns: everyColumn) })
        return FederatedQuery(parts: [part], outside: OutsidePlan(columns: []))
    }

    static let everyColumn = ["patient_id", "row_id"] + ValueType.allCases.flatMap { ["\($0.rawValue)_a", "\($0.rawValue)_b"] }

    static let rows = aggregate(.countRows)
    static let patients = aggregate(.countPatients)

    static func aggregate(_ function: AggregateFunction, _ argument: TypedExpression? = nil, filter: TypedExpression? = nil) -> BoundaryAggregate {
        BoundaryAggregate(
            specification: AggregateSpecification(function: function, argument: argument?.type), argument: argument, filter: filter,
            disclosure: DisclosureNeeds(revealsComplement: true, revealsNonZero: true), span: nil)
    }

    static func column(_ name: String, _ type: ValueType, relation: Int = 0) -> TypedExpression {
        .column(.table(relation: relation, column: name), type)
    }

    static func samePatient(_ left: Int, _ right: Int, _ type: ValueType = .bigint) -> TypedExpression {
        .call(.equal, [column("patient_id", type, relation: left), column("patient_id", type, relation: right)], .boolean)
    }
}

/// Draws typed expressions and plans over the sample catalog.
struct RandomPlan {
    var random: SeededRandom
    let relations: Int

    mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: 0..<list.count, using: &random)] }
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func leaf(_ type: ValueType) -> TypedExpression {
        if chance(75) {
            return PlanBuilder.column("\(type.rawValue)_\(pick(["a", "b"]))", type, relation: Int.random(in: 0..<relations, using: &random))
        }
        return .constant(chance(10) ? .null : pick(SampleData.values(of: type)), type)
    }

    mutating func expression(_ type: ValueType, _ depth: Int) -> TypedExpression {
        guard depth > 0 else { return leaf(type) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return leaf(type)
        case 1: return .cast(expression(pick(ValueType.allCases), depth - 1), to: type)
        case 2:
            let branches = (0..<2).map { _ in CaseBranch(condition: expression(.boolean, depth - 1), result: expression(type, depth - 1)) }
            return .cases(branches, otherwise: expression(type, depth - 1), type)
        case 3:
            let function = pick([ScalarFunction.coalesce, .nullIf, .greatest, .least])
            return .call(function, [expression(type, depth - 1), expression(type, depth - 1)], type)
        default: return own(type, depth)
        }
    }

    /// A function whose result has this type.
    private mutating func own(_ type: ValueType, _ depth: Int) -> TypedExpression {
        switch type {
        case .boolean: return condition(depth)
        case .integer where chance(40):
            if chance(50) { return .call(.daysBetween, [expression(.date, depth - 1), expression(.date, depth - 1)], .integer) }
            if chance(30) { return .call(.length, [expression(.text, depth - 1)], .integer) }
            if chance(30) {
                let times = [expression(.timestamp, depth - 1), expression(.timestamp, depth - 1)]
                return .cast(.call(pick([.ageMonths, .ageDays, .microsecondsBetween]), times, .bigint), to: .integer)
            }
            return .call(pick([.year, .month, .day]), [expression(.date, depth - 1)], .integer)
        case .numeric where chance(40): return wholeNumeric(depth)
        case .integer where chance(20):
            let number: ValueType = pick([.double, .numeric])
            return .call(.widthBucket, (0..<3).map { _ in expression(number, depth - 1) } + [expression(.integer, depth - 1)], .integer)
        case .integer, .bigint, .numeric, .double:
            if chance(25) {
                let roundings: [ScalarFunction] = type.isWhole ? [.negate, .absolute] : [.negate, .absolute, .floor, .ceiling, .round, .truncate]
                return .call(pick(roundings + (type == .double ? [.squareRoot] : [])), [expression(type, depth - 1)], type)
            }
            if chance(10) { return .call(.clip, (0..<3).map { _ in expression(type, depth - 1) }, type) }
            if type == .numeric, chance(15) {
                return .call(pick([.round, .truncate]), [expression(.numeric, depth - 1), .constant(.integer(pick([-2, 0, 1, 3])), .integer)], .numeric)
            }
            return .call(pick([.add, .subtract, .multiply, .divide, .modulo]), [expression(type, depth - 1), expression(type, depth - 1)], type)
        case .text:
            if chance(50) { return .call(.concatenate, [expression(.text, depth - 1), expression(.text, depth - 1)], .text) }
            return .call(pick([.lower, .upper]), [expression(.text, depth - 1)], .text)
        case .date:
            if chance(40) { return .call(.addDays, [expression(.date, depth - 1), expression(.bigint, depth - 1)], .date) }
            return .call(pick([.monthStart, .quarterStart, .yearStart, .weekStart]), [expression(.date, depth - 1)], .date)
        case .timestamp:
            if chance(50) { return .call(pick([.hourStart, .monthStart]), [expression(.timestamp, depth - 1)], .timestamp) }
            let steps = (0..<3).map { _ in TypedExpression.constant(.integer(pick([0, 1, -14, 1_000_000])), .bigint) }
            return .call(.addInterval, [expression(.timestamp, depth - 1)] + steps, .timestamp)
        }
    }

    /// A numeric that SQLite may carry as an integer.
    private mutating func wholeNumeric(_ depth: Int) -> TypedExpression {
        let field = TypedExpression.call(pick([.year, .month, .isoDayOfWeek, .epoch]), [expression(pick([.date, .timestamp]), depth - 1)], .numeric)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return field
        case 1: return .call(pick([.add, .subtract, .multiply, .modulo]), [field, expression(.numeric, depth - 1)], .numeric)
        case 2: return .cast(expression(pick([.integer, .bigint]), depth - 1), to: .numeric)
        default:
            let divisor = TypedExpression.constant(.numeric(Rational(pick([1, 7, 10, -3, 0] as [Int64]))), .numeric)
            return .call(pick([.floor, .ceiling, .truncate, .round]), [.call(.divide, [field, divisor], .numeric)], .numeric)
        }
    }

    private mutating func condition(_ depth: Int) -> TypedExpression {
        let type = pick(ValueType.allCases)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .call(pick([.and, .or]), (0..<3).map { _ in expression(.boolean, depth - 1) }, .boolean)
        case 1: return .call(.not, [expression(.boolean, depth - 1)], .boolean)
        case 2: return .call(pick([.isNull, .isNotNull]), [expression(type, depth - 1)], .boolean)
        case 3: return .call(.isIn, (0..<4).map { _ in expression(type, depth - 1) }, .boolean)
        case 4: return .call(pick([.like, .ilike]), [expression(.text, depth - 1), leaf(.text)], .boolean)
        case 5: return .call(pick([.isDistinctFrom, .isNotDistinctFrom]), [expression(type, depth - 1), expression(type, depth - 1)], .boolean)
        default:
            let comparisons: [ScalarFunction] = [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
            return .call(pick(comparisons), [expression(type, depth - 1), expression(type, depth - 1)], .boolean)
        }
    }

    mutating func aggregate() -> BoundaryAggregate {
        let filter = chance(30) ? expression(.boolean, 2) : nil
        let numbers: [ValueType] = [.integer, .bigint, .numeric, .double]
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return PlanBuilder.aggregate(.countRows, filter: filter)
        case 1: return PlanBuilder.aggregate(.countPatients, filter: filter)
        case 2: return PlanBuilder.aggregate(.count, expression(pick(ValueType.allCases), 2), filter: filter)
        default:
            let function = pick([AggregateFunction.sum, .average, .varianceSample, .deviationPopulation])
            return PlanBuilder.aggregate(function, expression(pick(numbers), 2), filter: filter)
        }
    }

    mutating func query(patientKey: ValueType) -> FederatedQuery {
        var inside: InsidePlan
        if relations == 1 {
            inside = .scan(table: pick(["person", "sample"]), relation: 0)
        } else {
            let on = PlanBuilder.samePatient(0, 1, patientKey)
            inside = .join(
                JoinPlan(
                    .inner, .scan(table: pick(["person", "sample"]), relation: 0), .scan(table: pick(["person", "sample"]), relation: 1),
                    on: chance(30) ? .call(.and, [on, expression(.boolean, 1)], .boolean) : on))
        }
        if chance(60) { inside = .filter(inside, expression(.boolean, 3)) }
        let keys = (0..<Int.random(in: 0...3, using: &random)).map { _ in expression(pick(ValueType.allCases), 3) }
        let aggregates = (0..<Int.random(in: 1...4, using: &random)).map { _ in aggregate() }
        return PlanBuilder.query(inside, keys: keys, aggregates: aggregates, patient: Int.random(in: 0..<relations, using: &random), patientKey: patientKey)
    }
}
