import CordonTrust
import CordonValues
import CordonTestSupport
import Foundation
import Testing

@testable import CordonWire

@Suite struct EnvelopeTests {
    let node = SigningKey()
    let key: SealingKey
    let binding = EnvelopeBinding(
        question: Hexadecimal.sha256(Data("q".utf8)), node: "basel", coordinator: "centre", roster: ["basel", "budapest"],
        snapshot: "snapshot-3", layout: Hexadecimal.sha256(Data("l".utf8)))

    init() throws { key = try SealingKey() }

    private func seal(_ frames: [Data] = [Data("frame one".utf8), Data("frame two".utf8)]) throws -> Data {
        try Envelope.seal(frames: frames, to: key.publicKey, binding: binding, by: node)
    }

    private func open(_ envelope: Data, _ expected: EnvelopeBinding? = nil, node other: VerifyingKey? = nil, with sealing: SealingKey? = nil)
        throws -> [Data]
    {
        try Envelope.open(envelope, with: sealing ?? key, expected: expected ?? binding, node: other ?? node.verifyingKey)
    }

    /// The envelope with its signature made anew by `signer`.
    private func resigned(_ envelope: Data, by signer: SigningKey) throws -> Data {
        let body = envelope.dropLast(64)
        return try body + signer.signature(for: EnvelopeHeader.signed(Data(body)))
    }

    @Test func `the largest content fits the largest envelope, and more is not sealed`() throws {
        let frame = Data(repeating: 7, count: (1 << 20) - 4)
        let largest = try seal(Array(repeating: frame, count: 64))
        #expect(largest.count > WireLimits.content && largest.count <= WireLimits.envelope)
        #expect(try open(largest).count == 64)
        let error = #expect(throws: Diagnostic.self) { try seal(Array(repeating: frame, count: 64) + [Data([1])]) }
        #expect(error?.code == .frameTooLarge)
    }

    @Test func `sealed frames open for their binding, also after the key was stored`() throws {
        let frames = [Data("frame one".utf8), Data(repeating: 7, count: 2 << 20)]
        let envelope = try Envelope.seal(frames: frames, to: key.publicKey, binding: binding, by: node)
        #expect(try open(envelope, with: SealingKey(raw: key.raw)) == frames)
        let header = try Envelope.header(of: envelope)
        #expect(header.question == binding.question && header.node == "basel" && header.snapshot == "snapshot-3")
    }

    @Test func `an envelope's length tells its size class and no more`() throws {
        let small = try seal([Data([1])])
        let larger = try seal([Data(repeating: 9, count: 4092)])
        let next = try seal([Data(repeating: 9, count: 4093)])
        #expect(small.count == larger.count)
        #expect(next.count == larger.count + 4096)
        #expect(SizeClass.holding(16 << 20) == 16 << 20)
        #expect(SizeClass.holding((16 << 20) + 1) == 32 << 20)
    }

    @Test func `an envelope for anything else is misbound`() throws {
        let envelope = try seal()
        let digest = Hexadecimal.sha256(Data("other".utf8))
        func other(
            question: String? = nil, node: String = "basel", coordinator: String = "centre", roster: [String] = ["basel", "budapest"],
            snapshot: String = "snapshot-3", layout: String? = nil
        ) -> EnvelopeBinding {
            EnvelopeBinding(
                question: question ?? binding.question, node: node, coordinator: coordinator, roster: roster, snapshot: snapshot,
                layout: layout ?? binding.layout)
        }
        let others = [
            other(question: digest), other(node: "budapest"), other(coordinator: "elsewhere"), other(roster: ["basel"]),
            other(snapshot: "snapshot-4"), other(layout: digest),
        ]
        for expected in others { #expect(code { try open(envelope, expected) } == .envelopeMisbound) }
    }

    @Test func `a forged node, a stripped and re-signed envelope and another sealing key are refused`() throws {
        let envelope = try seal()
        let thief = SigningKey()
        #expect(code { try open(envelope, node: thief.verifyingKey) } == .keyUnknown)
        #expect(code { try open(resigned(envelope, by: thief)) } == .signatureInvalid)
        #expect(code { try open(resigned(envelope, by: thief), node: thief.verifyingKey) } == .keyUnknown)
        // With the thief's key id in the header as well, the frames no longer open.
        var header = try EnvelopeHeader(binding, signer: thief.verifyingKey.id).bytes
        header.append(envelope.dropFirst(header.count))
        #expect(code { try open(resigned(header, by: thief), node: thief.verifyingKey) } == .envelopeInvalid)
        let other = try SealingKey()
        #expect(code { try open(envelope, with: other) } == .envelopeInvalid)
    }

    @Test func `segments that are swapped, dropped or not marked as last do not open`() throws {
        let frame = Data(repeating: 1, count: 1 << 20)
        let envelope = try seal([frame, frame, frame.prefix(900_000)])
        let start = try EnvelopeHeader(binding, signer: node.verifyingKey.id).bytes.count + 1120 + 4
        let segment = (1 << 20) + 16
        let parts = (0..<4).map { Data(envelope.dropFirst(start + $0 * segment).prefix(segment)) }
        let swapped = envelope.prefix(start) + parts[1] + parts[0] + parts[2] + parts[3] + envelope.suffix(64)
        #expect(code { try open(Data(swapped)) } == .signatureInvalid)
        #expect(code { try open(resigned(Data(swapped), by: node)) } == .envelopeInvalid)
        var dropped = Data(envelope.prefix(start - 4))
        dropped.append(bigEndian: 2 << 20)
        let shortened = dropped + parts[0] + parts[1] + envelope.suffix(64)
        #expect(code { try open(resigned(shortened, by: node)) } == .envelopeInvalid)
    }

    @Test func `every cut and every appended byte is refused`() throws {
        let envelope = try seal()
        for length in stride(from: 0, to: envelope.count, by: 97) {
            let cut = code { try open(Data(envelope.prefix(length))) }
            #expect(cut == .envelopeInvalid || cut == .signatureInvalid)
        }
        #expect(code { try open(envelope + [0]) } == .envelopeInvalid)
        #expect(code { try open(Data(envelope.dropFirst())) } == .envelopeInvalid)
    }

    @Test func `every flipped bit is refused`() throws {
        let envelope = try seal()
        var generator = SeededRandom(seed: 11)
        for _ in 0..<150 {
            var changed = envelope
            changed[Int.random(in: 0..<changed.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(code { try open(changed) } != nil)
        }
    }

    @Test func `padding that is not zero, or another class, is refused`() throws {
        var content = try SealedContent.pack([Data("frame".utf8)])
        #expect(try SealedContent.unpack(content) == [Data("frame".utf8)])
        content[content.count - 1] = 1
        #expect(code { try SealedContent.unpack(content) } == .envelopeInvalid)
        content[content.count - 1] = 0
        #expect(code { try SealedContent.unpack(content + Data(count: 4096)) } == .envelopeInvalid)
        #expect(code { try SealedContent.unpack(Data(count: 4096)) } == .envelopeInvalid)
        #expect(code { try SealedContent.unpack(Data(repeating: 0xFF, count: 4096)) } == .envelopeInvalid)
    }

    @Test func `a key that is none is refused when sealing`() throws {
        #expect(code { try Envelope.seal(frames: [Data([1])], to: Data(count: 7), binding: binding, by: node) } == .envelopeInvalid)
        #expect(code { try SealingKey(raw: Data(count: 31)) } == .internalFailure)
    }
}
