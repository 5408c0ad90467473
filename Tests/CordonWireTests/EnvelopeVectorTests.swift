import CordonTestSupport
import CordonTrust
import CordonValues
import CordonWire
import Foundation
import Testing

@Suite struct EnvelopeVectorTests {
    struct Vector: Decodable {
        struct Binding: Decodable {
            let question: String
            let node: String
            let coordinator: String
            let roster: [String]
            let snapshot: String
            let layout: String
        }

        struct Expectation: Decodable {
            let code: String?
            let frames: [Data]?
        }

        let envelope: Data
        let sealing_seed: String
        let binding: Binding
        let node_key: String
        let expect: Expectation
    }

    private func open(_ vector: Vector) throws -> [Data] {
        let binding = EnvelopeBinding(
            question: vector.binding.question, node: vector.binding.node, coordinator: vector.binding.coordinator,
            roster: vector.binding.roster, snapshot: vector.binding.snapshot, layout: vector.binding.layout)
        let key = try SealingKey(raw: Base64URL.decode(vector.sealing_seed) ?? Data())
        return try Envelope.open(vector.envelope, with: key, expected: binding, node: VerifyingKey(text: vector.node_key))
    }

    @Test(arguments: ProtocolVector.family("envelopes"))
    func `an envelope of the reference opens, or is refused by its code`(_ file: ProtocolVector) throws {
        let vector: Vector = try file.read()
        #expect(file.isBad == (vector.expect.code != nil))
        if let expected = vector.expect.code {
            #expect(code { try open(vector) }?.rawValue == expected)
        } else {
            #expect(try open(vector) == vector.expect.frames)
        }
    }
}

@Suite struct FrameVectorTests {
    struct Vector: Decodable {
        struct Expectation: Decodable {
            let code: String?
            let length: Int?
            let sha256: String?
        }

        let frames: [Data]
        let expect: Expectation
    }

    @Test func `there are vectors`() {
        #expect(ProtocolVector.family("envelopes").count > 35)
        #expect(ProtocolVector.family("frames").count > 15)
        #expect(ProtocolVector.family("partials").count > 100)
    }

    @Test(arguments: ProtocolVector.family("frames"))
    func `frames of the reference are read, or refused by their code`(_ file: ProtocolVector) throws {
        let vector: Vector = try file.read()
        #expect(file.isBad == (vector.expect.code != nil))
        if let expected = vector.expect.code {
            #expect(code { try FrameCodec.decompress(vector.frames) }?.rawValue == expected)
        } else {
            let plaintext = try FrameCodec.decompress(vector.frames)
            #expect(plaintext.count == vector.expect.length)
            #expect(Hexadecimal.sha256(plaintext) == vector.expect.sha256)
        }
    }
}
