import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct HTTPVectorTests {
    struct Vector: Decodable {
        struct Request: Decodable {
            let method: String
            let path: String
            let query: String
            let headers: [[String]]
            let body: Data
        }

        struct Reply: Decodable {
            let status: Int
            let headers: [[String]]
            let body: Data
        }

        struct Expectation: Decodable {
            let code: String?
            let key_id: String?
            let nonce: String?
            let tag: String?
        }

        let request: Request
        let reply: Reply?
        let coordinator: String
        let now: TimeInterval
        let skew: Int
        let keys: [String]
        let expect: Expectation
    }

    private func pairs(_ headers: [[String]]) -> [(String, String)] { headers.map { ($0[0], $0[1]) } }

    private func verify(_ vector: Vector) throws -> VerifiedRequest? {
        let asked = vector.request
        let request = RequestParts(
            method: asked.method, path: asked.path, query: asked.query, headers: pairs(asked.headers), body: asked.body)
        let keys = try vector.keys.map { try VerifyingKey(text: $0) }
        let now = Date(timeIntervalSince1970: vector.now)
        guard let answer = vector.reply else {
            return try RequestVerifier.verify(request, coordinator: vector.coordinator, now: now, skew: vector.skew) { id in
                keys.first { $0.id == id }
            }
        }
        let reply = ReplyParts(status: answer.status, headers: pairs(answer.headers), body: answer.body)
        let verified = try ReplyVerifier.verify(
            reply, to: request, coordinator: vector.coordinator, key: keys[0], now: now, skew: vector.skew)
        #expect(verified.body == answer.body)
        return nil
    }

    @Test(arguments: ProtocolVector.family("http"))
    func `a message of the reference is verified, or refused by its code`(_ file: ProtocolVector) throws {
        let vector: Vector = try file.read()
        #expect(file.isBad == (vector.expect.code != nil))
        if let expected = vector.expect.code {
            #expect(code { try verify(vector) }?.rawValue == expected)
        } else if let verified = try verify(vector) {
            #expect(verified.keyID.text == vector.expect.key_id)
            #expect(verified.nonce == vector.expect.nonce)
            #expect(verified.tag.rawValue == vector.expect.tag)
        }
    }
}
