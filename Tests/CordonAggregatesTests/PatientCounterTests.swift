import CordonAggregates
import Testing

@Suite struct PatientCounterTests {
    private func counted(_ rows: [(group: Int, patient: Int)], groups: Int) -> [Int64] {
        var counter = PatientCounter()
        for _ in 0..<groups { counter.addGroup() }
        for row in rows { counter.add(group: row.group, patient: row.patient) }
        return counter.counts
    }

    @Test func `distinct patients are counted exactly in any order of rows`() {
        var source = SeededNumbers(seed: 3)
        for round in 0..<30 {
            let (groups, patients) = (Int.random(in: 1...20, using: &source), Int.random(in: 1...300, using: &source))
            var rows = (0..<Int.random(in: 0...5000, using: &source)).map { _ in
                (group: Int.random(in: 0..<groups, using: &source), patient: Int.random(in: 0..<patients, using: &source))
            }
            if round % 3 == 0 { rows.sort { $0.patient < $1.patient } }
            // Sorted but for the end, so that the counter changes its way in the middle.
            if round % 3 == 1 {
                let cut = rows.count * 3 / 4
                rows = rows[..<cut].sorted { $0.patient < $1.patient } + rows[cut...]
            }
            var expected = Array(repeating: Int64(0), count: groups)
            for pair in Set(rows.map { $0.group * 1000 + $0.patient }) { expected[pair / 1000] += 1 }
            #expect(counted(rows, groups: groups) == expected)
        }
    }

    @Test func `a patient who comes back is not counted again`() {
        #expect(counted([(0, 1), (0, 2), (0, 1), (1, 1), (0, 2), (1, 1)], groups: 3) == [2, 1, 0])
    }

    @Test func `groups may appear while rows arrive`() {
        var counter = PatientCounter()
        counter.addGroup()
        counter.add(group: 0, patient: 4)
        counter.addGroup()
        counter.add(group: 1, patient: 4)
        counter.add(group: 1, patient: 0)
        counter.addGroup()
        counter.add(group: 2, patient: 0)
        counter.add(group: 0, patient: 4)
        #expect(counter.counts == [1, 2, 1])
    }
}
