import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct KeyFileTests {
    struct Vector: Decodable {
        struct Expectation: Decodable {
            let key: String?
            let code: String?
        }

        let text: String
        let passphrase: String
        let expect: Expectation
    }

    @Test(arguments: ProtocolVector.family("keys"))
    func `a key file of the reference opens under its passphrase, or is refused`(_ file: ProtocolVector) throws {
        let vector: Vector = try file.read()
        let folder = try TemporaryFolder()
        try SecretFile.create(folder.file("authority.key"), Data(vector.text.utf8))
        func read() throws -> SigningKey {
            try SigningKey.read(file: folder.file("authority.key")) { () throws(Diagnostic) in Passphrase(vector.passphrase) }
        }
        #expect(file.isBad == (vector.expect.code != nil))
        if let expected = vector.expect.code {
            #expect(code { try read() }?.rawValue == expected)
        } else {
            #expect(try read().verifyingKey.text == vector.expect.key)
            #expect(try SigningKey.isProtected(file: folder.file("authority.key")))
            #expect(code { try SigningKey.read(file: folder.file("authority.key")) } == .fileUnreadable)
        }
    }

    @Test func `a plain key is sealed in its place, and opens under the new passphrase alone`() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("authority.key")
        let key = SigningKey()
        try key.write(file: file)
        #expect(try !SigningKey.isProtected(file: file))
        try key.reseal(file: file, passphrase: Passphrase(new: "correct horse battery"))
        func read(_ text: String) throws -> SigningKey { try SigningKey.read(file: file) { () throws(Diagnostic) in Passphrase(text) } }
        #expect(try read("correct horse battery").verifyingKey == key.verifyingKey)
        #expect(code { try read("correct horse batterY") } == .fileUnreadable)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["authority.key"])
    }

    @Test func `a short passphrase protects nothing`() {
        #expect(code { try Passphrase(new: "12345678901") } == .usage)
        #expect(code { try Passphrase(new: "123456789012") } == nil)
    }

    @Test func `a secret of another program is refused while others can open it, also behind a link`() throws {
        let folder = try TemporaryFolder()
        try SecretFile.create(folder.file("tls.pem"), Data("x".utf8))
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: folder.file("tls.pem"))
        #expect(code { try SecretFile.checkMode(folder.file("link")) } == nil)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.file("tls.pem"))
        #expect(code { try SecretFile.checkMode(folder.file("link")) } == .fileUnreadable)
        #expect(code { try SecretFile.checkMode(folder.file("missing")) } == .fileUnreadable)
    }
}
