import CordonAggregates
import CordonQuery
import CordonValues

/// Who is behind an answer: the patients of every set that its cells can be about. It never leaves the hospital.
public struct PatientMemberships: Sendable {
    /// What a cell tells of a set. Differences matter between sets of which the same is told.
    public enum Kind: Sendable, Hashable {
        /// How many there are.
        case counted
        /// A sum, mean or other figure over them, of a column of that name; nil of something computed, which may be of any.
        case measured(String?)
    }

    public struct Membership: Sendable {
        /// The group's place in the partial table.
        public let group: Int
        /// As ``RevealedSet`` numbers them.
        public let set: Int
        public let kind: Kind
        /// Places in ``PatientMemberships/patients``, ascending.
        public let members: [Int32]
    }

    /// Several groups together.
    public struct Union: Sendable {
        public let name: UnionName
        public let kind: Kind
        /// The place of the first in the partial table.
        public let group: Int
        /// As in ``Membership``.
        public let members: [Int32]
    }

    /// The keys of patients.
    public let patients: [Value]
    /// Sets that somebody is in, group by group; those of columns that have the same ones by the question's text once
    /// (``Boundary/columnWithSets(of:)``).
    public let sets: [Membership]
    /// What the answer tells beside its cells where groups divide the patients: the patients of all groups, and of all with the same value of
    /// one key.
    public let unions: [Union]

    public init(patients: [Value], sets: [Membership], unions: [Union] = []) {
        self.patients = patients
        self.sets = sets
        self.unions = unions
    }
}

/// Gathers the sets of one grouping. Groups and patients have the numbers that the grouping gave them.
public struct MembershipBuilder {
    private let boundary: Boundary
    /// Of each group its place in the table.
    private let places: [Int]
    private var members: [[Int32]]
    private var sets: [PatientMemberships.Membership] = []

    /// `order[i]` is the group that comes i-th in the table.
    public init(_ boundary: Boundary, order: [Int]) {
        self.boundary = boundary
        var places = Array(repeating: 0, count: order.count)
        for (place, group) in order.enumerated() { places[group] = place }
        self.places = places
        members = Array(repeating: [], count: order.count)
    }

    /// Once, before ``add(_:column:)``. `forEach` gives every pair of a group and a patient.
    public mutating func add(groups forEach: ((_ group: Int, _ patient: Int) -> Void) -> Void) {
        var members = members
        forEach { members[$0].append(Int32(truncatingIfNeeded: $1)) }
        self.members = members.map { $0.sorted() }
    }

    public mutating func add(_ accumulator: AggregateAccumulator, column: Int) {
        let aggregate = boundary.aggregates[column]
        guard aggregate.specification.stateKind != .none, boundary.columnWithSets(of: column) == column else { return }
        var marked = [[(patient: Int32, marks: PatientMark)]](repeating: [], count: members.count)
        if accumulator.takesEveryRow {
            for group in members.indices { marked[group] = members[group].map { ($0, [.contributing, .nonZero]) } }
        } else {
            accumulator.forEachPatient { marked[$0].append((Int32(truncatingIfNeeded: $1), $2)) }
        }
        for group in marked.indices {
            let marks = marked[group].sorted { $0.patient < $1.patient }
            note(aggregate, column: column, group: group) { belongs in marks.compactMap { belongs($0.marks) ? $0.patient : nil } }
        }
    }

    private mutating func note(
        _ aggregate: BoundaryAggregate, column: Int, group: Int, who: ((PatientMark) -> Bool) -> [Int32]
    ) {
        let place = places[group]
        let told = (aggregate.measuredKind.map { [(RevealedSet.contributors, $0)] } ?? []) + aggregate.countedSets.map { ($0, .counted) }
        for (set, kind) in told {
            let patients = who { $0.isIn(set) }
            if !patients.isEmpty { sets.append(.init(group: place, set: set.number(column: column), kind: kind, members: patients)) }
        }
    }

    /// `keys` are those of the table.
    public func memberships(_ patients: [Value], keys: [[Value]]) -> PatientMemberships {
        let ordered = sets.sorted { ($0.group, $0.set) < ($1.group, $1.set) }
        return PatientMemberships(patients: patients, sets: ordered, unions: boundary.groupsPartitionPatients && !boundary.keys.isEmpty ? unions(ordered, keys) : [])
    }

    private func unions(_ sets: [PatientMemberships.Membership], _ keys: [[Value]]) -> [PatientMemberships.Union] {
        struct Told: Hashable {
            let name: UnionName
            let kind: PatientMemberships.Kind
        }
        var unions: [Told: (group: Int, members: [Int32])] = [:]
        for set in sets where RevealedSet.of(number: set.set)?.set == .contributors {
            for union in UnionName.all(of: keys[set.group], set: set.set, groupingSets: boundary.groupingSets) {
                unions[Told(name: union, kind: set.kind), default: (set.group, [])].members += set.members
            }
        }
        return unions.sorted { left, right in
            left.key.name == right.key.name ? left.key.kind == .counted && right.key.kind != .counted : KeyOrder.precedes(left.key.name.key, right.key.name.key)
        }.map {
            PatientMemberships.Union(name: $0.key.name, kind: $0.key.kind, group: $0.value.group, members: $0.value.members.sorted())
        }
    }
}

extension Boundary {
    /// The column whose sets stand for those of `column`: of several over the same rows and arguments the first that adds up, or the first.
    public func columnWithSets(of column: Int) -> Int {
        let same = aggregates.indices.filter { aggregates[$0].hasSets(of: aggregates[column]) }
        return same.first { aggregates[$0].addsUp } ?? same.first ?? column
    }
}

extension BoundaryAggregate {
    /// Groups of it add up to coarser ones; percentiles and modes do not.
    public var addsUp: Bool {
        switch specification.function.definition.family {
        case .quantile, .mode: false
        case .count, .moment, .pairs, .truth, .extreme: true
        }
    }

    /// The sets of a group that numbers of patients are told of.
    public var countedSets: [RevealedSet] {
        guard disclosure.revealsComplement || disclosure.revealsNonZero else { return [] }
        let complement: [RevealedSet] = specification.function == .countPatients ? [.missing] : [.missing, .passed]
        return [.contributors] + (disclosure.revealsComplement ? complement : []) + (disclosure.revealsNonZero ? [.nonZero, .allZero, .zero] : [])
    }

    fileprivate func hasSets(of other: Self) -> Bool {
        filter == other.filter && argument == other.argument && second == other.second && disclosure == other.disclosure
            && measuredKind == other.measuredKind && specification.function.tellsZeros == other.specification.function.tellsZeros
            && (specification.function == .countPatients) == (other.specification.function == .countPatients)
            && (specification.stateKind == .none) == (other.specification.stateKind == .none)
    }
}

extension BoundaryAggregate {
    /// Which figure of which column it is; nil where it tells a number of patients and nothing else, and empty of something computed, which may be any.
    public var figure: String? {
        guard let kind = measuredKind else { return nil }
        guard case .measured(let source?) = kind else { return "" }
        return ([specification.function.rawValue] + (specification.fraction.map { [String($0.value)] } ?? []) + [source]).joined(separator: " ")
    }

    /// Nil where it tells a number and nothing else.
    fileprivate var measuredKind: PatientMemberships.Kind? {
        switch specification.function.definition.family {
        case .count, .extreme: nil
        case .moment where argument?.isCondition ?? false: nil
        case .moment, .pairs, .truth, .mode, .quantile: .measured(source)
        }
    }
}

extension TypedExpression {
    /// 0, NULL or one other value, whatever it decides by: a figure of it tells how many meet a condition.
    fileprivate var isCondition: Bool {
        guard case .cases = self, let results else { return false }
        return results.count { $0 != .null && $0 != .integer(0) && $0 != .numeric(.zero) && $0 != .double(0) } <= 1
    }

    /// The constants that it is one of; nil where it can be anything else.
    private var results: Set<Value>? {
        switch self {
        case .constant(let value, _): return [value]
        case .cast(let expression, _): return expression.results
        case .cases(let branches, let otherwise, _):
            var all = otherwise.results
            for branch in branches { all = all.flatMap { known in branch.result.results.map(known.union) } }
            return all
        case .column, .call, .exists, .inSubquery, .scalar: return nil
        }
    }
}

extension PatientMark {
    fileprivate func isIn(_ set: RevealedSet) -> Bool {
        switch set {
        case .contributors: contains(.contributing)
        case .missing: !contains(.contributing)
        case .passed: contains(.passing)
        case .nonZero: contains(.nonZero)
        case .allZero: contains(.contributing) && !contains(.nonZero)
        case .zero: contains(.zero)
        }
    }
}
