import CordonAggregates
import CordonPatientSets
import CordonValues
import CordonWarehouse

/// Finds of which sets of an answer, and of those answered before, one is almost two others put together.
struct CombinationSearch {
    /// A set by its name: what is told of it may be of several kinds.
    private struct Named {
        let name: SetCombinations.Other
        var kinds: Set<PatientMemberships.Kind>
        /// The place of its patients in ``patients``.
        let patients: Int
    }

    /// Sets that are named in one place of the answer: those of earlier answers with the same patients of which the same is told, or one of this answer.
    private enum Class: Hashable {
        case earlier(patients: Int, kinds: Set<PatientMemberships.Kind>)
        case own(Int)
    }

    /// Different ones.
    private var patients: [PatientSet] = []
    /// The earlier sets of each class.
    private var classes: [Class: [SetCombinations.Other]] = [:]
    /// Of each of ``patients`` the classes that have them; own sets by their first place.
    private var holders: [[Class]] = []
    private var own: [Named] = []
    /// Of each own set the place among the sets of the answer.
    private var ownPlaces: [Int] = []
    private let threshold: Int64

    /// `own` are the sets of the answer and after them the unions.
    init(earlier: [AnsweredSet], own: [AnsweredSet], threshold: Int64) {
        self.threshold = threshold
        var places: [PatientSet: Int] = [:]
        for named in Self.named(earlier, &places, &patients).map(\.set) {
            classes[.earlier(patients: named.patients, kinds: named.kinds), default: []].append(named.name)
        }
        for (set, place) in Self.named(own, &places, &patients) {
            self.own.append(set)
            ownPlaces.append(place)
        }
        holders = Array(repeating: [], count: patients.count)
        for key in classes.keys {
            if case .earlier(let patients, _) = key { holders[patients].append(key) }
        }
        for (place, set) in self.own.enumerated() {
            classes[.own(place)] = [set.name]
            holders[set.patients].append(.own(place))
        }
    }

    /// Each name once, with the place of its first set.
    private static func named(
        _ sets: [AnsweredSet], _ places: inout [PatientSet: Int], _ patients: inout [PatientSet]
    ) -> [(set: Named, place: Int)] {
        var named: [(set: Named, place: Int)] = []
        var known: [SetCombinations.Other: Int] = [:]
        for (place, set) in sets.enumerated() {
            let name = SetCombinations.Other(question: set.question, part: set.part, name: set.name, set: set.number)
            if let index = known[name] {
                named[index].set.kinds.insert(set.kind)
                continue
            }
            known[name] = named.count
            let number = places[set.patients] ?? patients.count
            if number == patients.count {
                places[set.patients] = number
                patients.append(set.patients)
            }
            named.append((Named(name: name, kinds: [set.kind], patients: number), place))
        }
        return named
    }

    /// The combinations of the answer, `memberships` being its sets. Fails with `not-answered` where there are too many.
    func found(_ memberships: PatientMemberships, layout: PartialLayout, _ inside: InsideAnswer) throws(Diagnostic) -> SetCombinations {
        let numbers = memberships.numbers(in: layout)
        var near = try NearTriples(patients, threshold: threshold)
        var triples: [Int: Set<NearTriples.Triple>] = [:]
        var (used, found) = (UsedClasses(), [SetCombination]())
        for (index, set) in own.enumerated() {
            if triples[set.patients] == nil { triples[set.patients] = try near.triples(set.patients) }
            for triple in triples[set.patients] ?? [] {
                for (first, second) in pairs(triple, index, inside) {
                    let (group, number) = numbers[ownPlaces[index]]
                    found.append(
                        SetCombination(
                            group: group, set: number, role: triple.isWhole ? .whole : .part,
                            others: .init(used.place(first, classes), used.place(second, classes)), surplus: triple.surplus, lack: triple.lack))
                }
                guard found.count <= SetCombination.most, used.names <= SetCombination.most else {
                    throw Diagnostic(.notAnswered, "There are too many earlier answers of which two together are about almost the same patients.")
                }
            }
        }
        return SetCombinations(classes: used.classes, found: found)
    }

    /// The classes that combinations are about.
    private struct UsedClasses {
        private var places: [Class: Int] = [:]
        private(set) var classes: [[SetCombinations.Other]] = []
        private(set) var names = 0

        mutating func place(_ one: Class, _ all: [Class: [SetCombinations.Other]]) -> Int {
            if let place = places[one] { return place }
            let others = all[one] ?? []
            places[one] = classes.count
            classes.append(others)
            names += others.count
            return classes.count - 1
        }
    }

    /// The classes that an own set makes a triple with.
    private func pairs(_ triple: NearTriples.Triple, _ index: Int, _ inside: InsideAnswer) -> [(Class, Class)] {
        holders[triple.first].flatMap { first in holders[triple.second].map { (first, $0) } }.filter { first, second in
            let kinds = [own[index].kinds, self.kinds(first), self.kinds(second)]
            guard kinds[0].contains(where: { one in
                kinds[1].contains { other in one.meets(other) && kinds[2].contains { $0.meets(one) && $0.meets(other) } }
            }) else { return false }
            let others = [first, second].compactMap { if case .own(let place) = $0 { place } else { nil } }
            return isLookedAt(index, others, inside, areNumbers: kinds.allSatisfy { $0.contains(.counted) })
        }
    }

    /// `others` are the own sets beside the one.
    private func isLookedAt(_ index: Int, _ others: [Int], _ inside: InsideAnswer, areNumbers: Bool) -> Bool {
        guard others.allSatisfy({ $0 < index }) else { return false }
        let places = others.map { ownPlaces[$0] }
        switch places.count {
        case 0: return true
        case 1: return inside.areCombined(ownPlaces[index], places[0])
        default: return inside.areCombined([ownPlaces[index]] + places, areNumbers: areNumbers)
        }
    }

    private func kinds(_ one: Class) -> Set<PatientMemberships.Kind> {
        switch one {
        case .earlier(_, let kinds): kinds
        case .own(let place): own[place].kinds
        }
    }
}
