import CordonTestSupport

/// Choices of the generator, all from one seed.
public struct Draw {
    private var random: SeededRandom

    public init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func seed() -> UInt64 { random.next() }

    /// One of the elements, which must not be empty to give anything but `otherwise`.
    mutating func one<Element>(_ elements: [Element], or otherwise: @autoclosure () -> Element) -> Element {
        elements.randomElement(using: &random) ?? otherwise()
    }

    mutating func one<Element>(of elements: [Element]) -> Element? { elements.randomElement(using: &random) }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &random) }

    /// The number of an alternative, by their weights.
    mutating func weighted(_ weights: [Int]) -> Int {
        var rest = number(0...max(0, weights.reduce(0, +) - 1))
        for (index, weight) in weights.enumerated() {
            if rest < weight { return index }
            rest -= weight
        }
        return 0
    }
}
