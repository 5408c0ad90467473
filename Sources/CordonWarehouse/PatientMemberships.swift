import CordonAggregates
import CordonQuery
import CordonValues

/// Who is behind an answer: the patients of every set that its cells can be about. It never leaves the hospital.
public struct PatientMemberships: Sendable {
    /// What a cell tells of a set. Differences matter between sets of which the same is told.
    public enum Kind: Int, Sendable, Hashable {
        /// How many there are.
        case counted = 0
        /// A sum, mean or other figure over them.
        case measured = 1
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

    /// The keys of patients.
    public let patients: [Value]
    /// Sets that somebody is in. A counted one that has the same patients as the set that it is part of is left out: contributors who are the
    /// whole group, non-zero ones who are all contributors, patients with a row that does not contribute where none has another, and likewise for
    /// zeros.
    public let sets: [Membership]

    public init(patients: [Value], sets: [Membership]) {
        self.patients = patients
        self.sets = sets
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
        for group in members.indices {
            members[group].sort()
            note(members[group], .counted, group: group, set: RevealedSet.group)
        }
        self.members = members
    }

    public mutating func add(_ accumulator: AggregateAccumulator, column: Int) {
        var marked = [[(patient: Int32, marks: PatientMark)]](repeating: [], count: members.count)
        accumulator.forEachPatient { marked[$0].append((Int32(truncatingIfNeeded: $1), $2)) }
        let aggregate = boundary.aggregates[column]
        let needs = aggregate.disclosure
        let countsPatients = aggregate.specification.function == .countPatients
        for group in marked.indices where !marked[group].isEmpty {
            let marks = marked[group].sorted { $0.patient < $1.patient }
            func who(_ belongs: (PatientMark) -> Bool) -> [Int32] { marks.compactMap { belongs($0.marks) ? $0.patient : nil } }
            func note(_ set: RevealedSet, _ patients: [Int32], partOf whole: Int) {
                if patients.count != whole { self.note(patients, .counted, group: group, set: set.number(column: column)) }
            }
            let contributors = who { $0.contains(.contributing) }
            guard needs.revealsComplement || needs.revealsNonZero else {
                self.note(contributors, .measured, group: group, set: RevealedSet.contributors.number(column: column))
                continue
            }
            note(.contributors, contributors, partOf: members[group].count)
            if needs.revealsComplement {
                let missing = who { !$0.contains(.contributing) }
                let passed = countsPatients ? missing : who { $0.contains(.passing) }
                note(.passed, passed, partOf: missing.count)
                note(.missing, missing, partOf: 0)
            }
            if needs.revealsNonZero {
                let allZero = who { $0.contains(.contributing) && !$0.contains(.nonZero) }
                note(.nonZero, who { $0.contains(.nonZero) }, partOf: contributors.count)
                note(.zero, who { $0.contains(.zero) }, partOf: allZero.count)
                note(.allZero, allZero, partOf: 0)
            }
        }
    }

    private mutating func note(_ patients: [Int32], _ kind: PatientMemberships.Kind, group: Int, set: Int) {
        if !patients.isEmpty { sets.append(.init(group: places[group], set: set, kind: kind, members: patients)) }
    }

    public func memberships(_ patients: [Value]) -> PatientMemberships { PatientMemberships(patients: patients, sets: sets) }
}
