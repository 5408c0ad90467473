import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct ReadingTests {
    let network = Network()
    private var now: Timestamp { network.moment(0) }

    @Test func `a charter is shown with every fingerprint and what its signature is worth`() throws {
        let shown = try ShownDocument<Charter>(network.charter(), by: network.authority.verifyingKey)
        let text = shown.lines(now: now).joined(separator: "\n")
        for key in network.nodes.values.map(\.verifyingKey) + [network.coordinator.verifyingKey, network.authority.verifyingKey] {
            #expect(text.contains(key.id.text))
        }
        #expect(text.contains("at least 11 patients a cell and 2 hospitals"))
        #expect(shown.signature == .valid)
        #expect(shown.exitCode(now: now) == 0)
        #expect(shown.exitCode(now: network.moment(86_400)) == 1)
    }

    @Test func `the auditors of a charter are shown with their fingerprints`() throws {
        let key = SigningKey().verifyingKey
        let bytes = try network.charter(auditors: [CharterAuditor(name: "Dora Beispiel", key: key, jurisdiction: "CH")])
        let lines = try ShownDocument<Charter>(bytes, by: network.authority.verifyingKey).lines(now: now)
        #expect(lines.contains { $0.hasPrefix("Dora Beispiel") && $0.hasSuffix(key.id.text) })
        #expect(try NamedKey.all(in: bytes).map(\.holder).last == "auditor Dora Beispiel")
    }

    @Test func `a wrong signature, another signer and a missing key are told apart`() throws {
        let bytes = try network.permit()
        #expect(try ShownDocument<Permit>(bytes, by: nil).signature == .unchecked)
        let other = try ShownDocument<Permit>(bytes, by: network.coordinator.verifyingKey)
        #expect(other.signature == .otherKey && other.exitCode(now: now) == 2)
        let signature = try #require(try StrictJSON.read(bytes)["signature"]).written
        let text = String(decoding: bytes, as: UTF8.self).replacingOccurrences(
            of: String(decoding: signature, as: UTF8.self), with: "\"\(Base64URL.encode(Data(count: 64)))\"")
        let altered = try ShownDocument<Permit>(Data(text.utf8), by: network.authority.verifyingKey)
        #expect(altered.signature == .invalid && altered.exitCode(now: now) == 2)
        #expect(code { try ShownDocument<Charter>(bytes, by: nil) } == .documentInvalid)
    }

    @Test func `a permit is shown with its limits, tables and researchers`() throws {
        let bytes = try network.permit(limits: PermitLimits(hospitals: ["basel", "budapest"], minimumRoster: 2, questionsPerDay: 20))
        let lines = try ShownDocument<Permit>(bytes, by: network.authority.verifyingKey).lines(now: now)
        #expect(lines.contains("limit         may ask basel, budapest"))
        #expect(lines.contains("limit         at least 2 hospitals a question"))
        #expect(lines.contains("limit         20 questions a day of each researcher"))
        #expect(lines.contains("patient  every column"))
        #expect(lines.contains("visit    day, kind"))
        #expect(lines.contains { $0.hasPrefix("Ada Example") && $0.contains(network.researcher.verifyingKey.id.text) })
    }

    @Test(arguments: [
        (nil, nil, nil, "cells         of 11 patients at least, mode merged"),
        (10, nil, nil, "cells         of 11 patients at least, mode merged; rounded to multiples of 10"),
        (nil, .pairs, nil, "cells         of 11 patients at least, mode merged; answers are compared in pairs alone"),
        (
            nil, .all, nil,
            "cells         of 11 patients at least, mode merged; all answers are combined, so that the coordinator sees in which sets of answers patients are"
        ),
        (nil, nil, .clip, "cells         of 11 patients at least, mode merged; values outside the catalog's bounds read as the bound"),
        (
            nil, .triples, .refuse,
            "cells         of 11 patients at least, mode merged; sums, means and spreads with a value outside the catalog's bounds are hidden"
        ),
    ] as [(Int?, Combinations?, OutOfBounds?, String)])
    func `a permit is shown with what it changes of disclosure`(
        _ rounding: Int?, _ combinations: Combinations?, _ outOfBounds: OutOfBounds?, _ line: String
    ) throws {
        let disclosure = try PermitDisclosure(
            protectsZeros: false, siteResults: [], rounding: rounding, combinations: combinations, outOfBounds: outOfBounds)
        let lines = try ShownDocument<Permit>(network.permit(disclosure: disclosure), by: network.authority.verifyingKey).lines(now: now)
        #expect(lines.contains(line), "\(lines)")
    }

    @Test func `a permit is shown with whose access tokens read`() throws {
        let identity = try OIDCIdentity(issuer: "https://login.example", subject: "f:1|ada")
        let bytes = try network.permit(oidc: identity)
        let lines = try ShownDocument<Permit>(bytes, by: network.authority.verifyingKey).lines(now: now)
        #expect(lines.contains("Ada Example reads with tokens of https://login.example for the subject f:1|ada"))
    }

    @Test func `an end is announced thirty, seven and one days ahead`() {
        let day: Seconds = 86_400
        func stage(_ left: Seconds) -> ValidityStage { ValidityStage(from: network.moment(-1), until: network.moment(left), now: now) }
        #expect(stage(30 * day + 1) == .valid)
        #expect(stage(30 * day) == .month)
        #expect(stage(7 * day + 1) == .month)
        #expect(stage(7 * day) == .week)
        #expect(stage(day + 1) == .week)
        #expect(stage(day) == .day)
        #expect(stage(1) == .day)
        #expect(stage(0) == .over)
        #expect(ValidityStage(from: network.moment(301), until: nil, now: now) == .notYet)
        #expect(ValidityStage(from: network.moment(300), until: nil, now: now) == .valid)
    }

    @Test func `the keys that a document names are found with their holders`() throws {
        let keys = try NamedKey.all(in: network.charter())
        #expect(keys.map(\.holder) == ["coordinator centre", "hospital basel", "hospital budapest", "hospital cleveland"])
        #expect(try NamedKey.all(in: network.permit()).map(\.key) == [network.researcher.verifyingKey])
        #expect(code { try NamedKey.all(in: network.question()) } == .documentInvalid)
    }
}
