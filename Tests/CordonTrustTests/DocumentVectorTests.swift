import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct DocumentVectorTests {
    struct Vector: Decodable {
        struct Expectation: Decodable {
            let code: String?
            let hash: String?
            let signer: String?
            let payload: String?
        }

        let type: String
        let jws: String?
        let bytes_hex: String?
        let keys: [String]
        let expect: Expectation
    }

    struct Outcome: Equatable {
        let hash: String
        let signer: String
        let payload: String
    }

    private func outcome<Document: TrustDocument>(_: Document.Type, _ bytes: Data, _ keys: [VerifyingKey]) throws -> Outcome {
        let signed = try Signed<Document>.verify(bytes, by: keys)
        // What was read is written again: the reference's compact JSON and ours agree byte for byte.
        return Outcome(hash: signed.hash, signer: signed.signer.text, payload: String(decoding: signed.document.json.written, as: UTF8.self))
    }

    private func outcome(_ vector: Vector) throws -> Outcome {
        let bytes = vector.jws.map { Data($0.utf8) } ?? vector.bytes_hex.flatMap(Hexadecimal.decode) ?? Data()
        let keys = try vector.keys.map { try VerifyingKey(text: $0) }
        switch vector.type {
        case "charter": return try outcome(Charter.self, bytes, keys)
        case "permit": return try outcome(Permit.self, bytes, keys)
        case "revocations": return try outcome(Revocations.self, bytes, keys)
        case "question": return try outcome(Question.self, bytes, keys)
        case "dispatch": return try outcome(Dispatch.self, bytes, keys)
        case "member": return try outcome(MemberCard.self, bytes, keys)
        case "coordinator": return try outcome(CoordinatorCard.self, bytes, keys)
        case "researcher": return try outcome(ResearcherCard.self, bytes, keys)
        case let other: throw Diagnostic(.internalFailure, "The vector is of the unknown type \(other).")
        }
    }

    @Test func `there are vectors`() {
        #expect(ProtocolVector.family("documents").count > 60)
        #expect(ProtocolVector.family("http").count > 50)
    }

    @Test(arguments: ProtocolVector.family("documents"))
    func `a document of the reference is verified, or refused by its code`(_ file: ProtocolVector) throws {
        let vector: Vector = try file.read()
        #expect(file.isBad == (vector.expect.code != nil))
        if let expected = vector.expect.code {
            #expect(code { try outcome(vector) }?.rawValue == expected)
        } else {
            let found = try outcome(vector)
            #expect(found.hash == vector.expect.hash)
            #expect(found.signer == vector.expect.signer)
            #expect(found.payload == vector.expect.payload)
        }
    }

    @Test(arguments: ProtocolVector.family("documents").filter { !$0.isBad })
    func `no bit flip in a document traps, and none changes what is verified`(_ file: ProtocolVector) throws {
        let vector: Vector = try file.read()
        let good = try outcome(vector)
        var bytes = Array((vector.jws ?? "").utf8)
        for index in stride(from: 0, to: bytes.count, by: 17) {
            let mask = UInt8(1) << UInt8(index % 8)
            bytes[index] ^= mask
            let changed = Vector(type: vector.type, jws: nil, bytes_hex: Hexadecimal.encode(bytes), keys: vector.keys, expect: vector.expect)
            if let found = try? outcome(changed) { #expect(found == good) }
            bytes[index] ^= mask
        }
    }
}
