import CordonValues
import Testing

@Suite struct QuantisedDurationTests {
    @Test(arguments: [
        (0, 10), (1, 10), (10_000, 10), (10_001, 20), (49_000, 50), (100_001, 200), (500_000, 500), (500_001, 1000), (1_000_000, 1000),
        (1_000_001, 2000), (19_200_000, 20_000),
    ]) func `a time is rounded up to a step`(microseconds: Int, milliseconds: Int) {
        #expect(Duration.microseconds(microseconds).quantised == .milliseconds(milliseconds))
    }
}
