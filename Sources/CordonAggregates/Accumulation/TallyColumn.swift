import CordonValues

/// Distinct values per group, or keys, or bins; with rows and patients of each where the state has them.
struct TallyColumn: Sendable {
    private let kind: StateKind
    private let limit: Int
    /// Numbers of the distinct values of all groups, and of bins.
    private var valueCodes: [Value: Int32] = [:]
    private var values: [Value] = []
    private var binCodes: [Int64: Int32] = [:]
    private var bins: [Int64] = []
    /// Pairs of a group and a code, numbered in the order in which they come; each group's are chained.
    private var places = PlaceTable()
    private var firsts: [Int32] = []
    private var counts: [Int32] = []
    private var nexts: [Int32] = []
    private var codes: [Int32] = []
    private var rows: [Int64] = []
    private var patients = PatientCounter()

    init(_ kind: StateKind) {
        self.kind = kind
        limit = kind == .bins ? TallyLimit.bins : kind == .keys ? .max : TallyLimit.values
    }

    mutating func addGroup() {
        firsts.append(-1)
        counts.append(0)
    }

    mutating func add(_ value: Value, group: Int, patient: Int) {
        if let known = valueCodes[value] {
            add(code: known, group: group, patient: patient)
            return
        }
        let code = Int32(truncatingIfNeeded: values.count)
        valueCodes[value] = code
        // Keys are counted, never shown.
        values.append(kind == .keys ? .null : value)
        add(code: code, group: group, patient: patient)
    }

    mutating func add(bin: Int64, group: Int, patient: Int) {
        if let known = binCodes[bin] {
            add(code: known, group: group, patient: patient)
            return
        }
        let code = Int32(truncatingIfNeeded: bins.count)
        binCodes[bin] = code
        bins.append(bin)
        add(code: code, group: group, patient: patient)
    }

    private mutating func add(code: Int32, group: Int, patient: Int) {
        let pair = UInt64(truncatingIfNeeded: group) << 32 | UInt64(UInt32(bitPattern: code))
        let place = places.number(of: pair)
        if place == codes.count {
            codes.append(code)
            nexts.append(firsts[group])
            firsts[group] = Int32(truncatingIfNeeded: place)
            counts[group] &+= 1
            if kind.hasRowsOfValues {
                rows.append(0)
                patients.addGroup()
            }
        }
        guard kind.hasRowsOfValues else { return }
        rows[place] &+= 1
        patients.add(group: place, patient: patient)
    }

    /// `overflowed` beyond the limit.
    func state(group: Int) -> AggregateState {
        guard counts[group] <= limit else { return .overflowed }
        if kind == .keys { return .keys(Int64(counts[group])) }
        let places = places(of: group)
        if kind == .values { return .values(ValueSet(values: places.map(value).sorted(by: Value.isAscending))) }
        if kind == .categories { return .categories(Tally(entries: entries(places, value))) }
        return .bins(Tally(entries: entries(places) { bins[Int(codes[$0])] }))
    }

    private func value(_ place: Int) -> Value { values[Int(codes[place])] }

    private func places(of group: Int) -> [Int] {
        var found: [Int] = []
        var place = firsts[group]
        while place >= 0 {
            found.append(Int(place))
            place = nexts[Int(place)]
        }
        return found
    }

    private func entries<Key>(_ places: [Int], _ key: (Int) -> Key) -> [Tally<Key>.Entry] {
        places.map { Tally<Key>.Entry(key: key($0), rows: rows[$0], patients: patients.counts[$0]) }
            .sorted { Key.isAscending($0.key, $1.key) }
    }

    /// Bytes held, as near as it can be told.
    var memory: Int {
        values.capacity * 256 + bins.capacity * 48 + places.memory + (firsts.capacity + counts.capacity) * 4
            + codes.capacity * (kind.hasRowsOfValues ? 56 : 8)
    }
}

extension StateKind {
    /// True for the states that count rows and patients of each value.
    var hasRowsOfValues: Bool { self == .categories || self == .bins }
}

/// Numbers distinct words from 0 in the order in which they first come.
struct PlaceTable: Sendable {
    private var words: [UInt64] = []
    /// Numbers of words plus one; 0 is empty.
    private var slots: [UInt32] = Array(repeating: 0, count: 1 << 10)
    private var shift = 64 - 10

    var memory: Int { words.capacity * 8 + slots.capacity * 4 }

    mutating func number(of word: UInt64) -> Int {
        let slot = slot(of: word)
        if slots[slot] != 0 { return Int(slots[slot]) - 1 }
        words.append(word)
        slots[slot] = UInt32(truncatingIfNeeded: words.count)
        if words.count * 2 > slots.count { grow() }
        return words.count - 1
    }

    private func slot(of word: UInt64) -> Int {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift))
        while slots[slot] != 0, words[Int(slots[slot]) - 1] != word { slot = (slot &+ 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        shift -= 1
        for (number, word) in words.enumerated() { slots[slot(of: word)] = UInt32(truncatingIfNeeded: number + 1) }
    }
}
