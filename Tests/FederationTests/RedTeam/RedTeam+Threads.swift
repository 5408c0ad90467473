import Dispatch
import Synchronization

extension RedTeam {
    /// Sequences on several threads; what was found is in the order of their numbers. `told` hears after each how many are done, and what was found by then.
    func run(
        _ numbers: Range<Int>, _ defence: Defence, families: [AttackSequence.Family], threads: Int, told: @Sendable (Int, Findings) -> Void
    ) throws -> Findings {
        let next = Atomic(numbers.lowerBound)
        let done = Mutex<(found: [Int: Result<Findings, any Error>], sum: Findings)>(([:], Findings()))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard number < numbers.upperBound else { return }
                let found = Result { try run(number, defence, families: families) }
                done.withLock { done in
                    done.found[number] = found
                    if case .success(let findings) = found { done.sum += findings }
                    told(done.found.count, done.sum)
                }
            }
        }
        let found = done.withLock(\.found)
        return try numbers.reduce(into: Findings()) { sum, number in if let findings = try found[number]?.get() { sum += findings } }
    }
}
