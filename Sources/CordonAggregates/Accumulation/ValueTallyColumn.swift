import CordonValues

/// Counts the patients of each distinct value per group, and stops counting a group at one value more than ``ValueTally/most``.
struct ValueTallyColumn: Sendable {
    private struct Place: Sendable {
        let value: Value
        /// In ``patients``.
        let number: Int
    }

    private var places: [[Place]] = []
    private var isMany: [Bool] = []
    private var patients = PatientCounter()

    mutating func addGroup() {
        places.append([])
        isMany.append(false)
    }

    mutating func add(_ value: Value, group: Int, patient: Int) {
        if isMany[group] { return }
        if let known = places[group].first(where: { $0.value == value }) {
            patients.add(group: known.number, patient: patient)
            return
        }
        guard places[group].count < ValueTally.most else { return stop(group: group) }
        let number = patients.counts.count
        places[group].append(Place(value: value, number: number))
        patients.addGroup()
        patients.add(group: number, patient: patient)
    }

    /// Takes the group for one of many values.
    mutating func stop(group: Int) {
        isMany[group] = true
        places[group] = []
    }

    func tally(group: Int) -> ValueTally {
        guard !isMany[group] else { return .many }
        let entries = places[group].map { ValueTally.Entry(value: $0.value, patients: patients.counts[$0.number]) }
        return .few(entries.sorted { Value.isAscending($0.value, $1.value) })
    }
}
