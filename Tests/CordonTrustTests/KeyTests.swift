import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@Suite struct KeyTests {
    @Test func `a key's name is its RFC 7638 thumbprint`() throws {
        // The key of RFC 8037, appendix A, and its thumbprint there.
        let key = try VerifyingKey(text: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        #expect(key.id.text == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test func `a signature of RFC 8037 is made and verified`() throws {
        let seed = try #require(Base64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
        let key = try SigningKey(raw: seed)
        let message = Data("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
        let signature = try #require(
            Base64URL.decode("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"))
        #expect(key.verifyingKey.isValid(signature, for: message))
        #expect(try key.signature(for: message) == signature)
        #expect(!key.verifyingKey.isValid(signature.dropLast(), for: message))
        #expect(!key.verifyingKey.isValid(Data(), for: message))
    }

    @Test func `a key file has mode 0600, is read back and is never overwritten`() throws {
        let folder = try TemporaryFolder()
        let key = SigningKey()
        try key.write(file: folder.file("node.key"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("node.key"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try SigningKey.read(file: folder.file("node.key")).verifyingKey == key.verifyingKey)
        #expect(code { try SigningKey().write(file: folder.file("node.key")) } == .storageFailed)
        #expect(try SigningKey.read(file: folder.file("node.key")).verifyingKey == key.verifyingKey)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["node.key"])
    }

    @Test(arguments: [0o640, 0o604, 0o610, 0o666])
    func `a key file that others can touch is refused`(_ mode: Int) throws {
        let folder = try TemporaryFolder()
        try SigningKey().write(file: folder.file("node.key"))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.file("node.key"))
        #expect(code { try SigningKey.read(file: folder.file("node.key")) } == .fileUnreadable)
    }

    @Test func `links, folders, missing, long and foreign files are no key files`() throws {
        let folder = try TemporaryFolder()
        try SigningKey().write(file: folder.file("node.key"))
        try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: folder.file("node.key"))
        try SecretFile.create(folder.file("long"), Data(count: 4000))
        try SecretFile.create(folder.file("foreign"), Data("hello\n".utf8))
        for name in ["link", "missing", "", "long", "foreign"] {
            #expect(code { try SigningKey.read(file: folder.file(name)) } == .fileUnreadable)
        }
        #expect(code { try SigningKey().write(file: folder.file("none/node.key")) } == .storageFailed)
    }

    @Test(arguments: ["", "A", "AA==", "AB", "A A", "AA\n", "A+", "ÄÄ"])
    func `base64url has one spelling`(_ text: String) {
        #expect((Base64URL.decode(text) != nil) == text.isEmpty)
    }
}
