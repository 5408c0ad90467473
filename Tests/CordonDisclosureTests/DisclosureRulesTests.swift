import CordonValues
import Foundation
import Testing

@testable import CordonDisclosure

@Suite struct DisclosureRulesTests {
    private let two = DisclosureRules(threshold: 11, minimumHospitals: 2)

    private var three: DisclosureRules {
        var rules = two
        rules.combinations = .triples
        return rules
    }

    @Test func `a release that keeps three answers apart is stricter than one that keeps two apart`() {
        #expect(three.areAtLeastAsStrict(as: two))
        #expect(!two.areAtLeastAsStrict(as: three))
        #expect(three.areAtLeastAsStrict(as: three))
    }

    @Test func `a result says that three answers are kept apart, and of two nothing`() {
        #expect(three.applied.filter { $0.name == "combinations" }.map(\.value) == ["3"])
        #expect(two.applied.allSatisfy { $0.name != "combinations" })
    }

    @Test func `a release without values out of bounds serves whatever becomes of them, and no other but its own kind`() throws {
        func rules(_ outOfBounds: OutOfBounds?) -> DisclosureRules {
            var rules = two
            rules.outOfBounds = outOfBounds
            return rules
        }
        for other in [nil, OutOfBounds.clip, .refuse] {
            #expect(rules(.refuse).areAtLeastAsStrict(as: rules(other)))
            #expect(rules(.clip).areAtLeastAsStrict(as: rules(other)) == (other == .clip))
            #expect(rules(nil).areAtLeastAsStrict(as: rules(other)) == (other == nil))
            #expect(try JSONDecoder().decode(DisclosureRules.self, from: JSONEncoder().encode(rules(other))) == rules(other))
            #expect(rules(other).applied.filter { $0.name == "out-of-bounds" }.map(\.value) == [other].compactMap { $0?.rawValue })
        }
    }

    @Test func `releases of before three answers were kept apart kept two apart`() throws {
        let former = Data(#"{"threshold": 11, "minimumHospitals": 2}"#.utf8)
        #expect(try JSONDecoder().decode(DisclosureRules.self, from: former) == two)
        #expect(try JSONDecoder().decode(DisclosureRules.self, from: JSONEncoder().encode(three)) == three)
        #expect(try !String(decoding: JSONEncoder().encode(two), as: UTF8.self).contains("combinations"))
    }
}
