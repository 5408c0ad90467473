import CordonCatalog
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import cordon

@Suite struct CatalogTests {
    private func charter(hash: String) throws -> Charter {
        let key = SigningKey().verifyingKey
        return try Charter(
            network: "n", version: 1, issued: Timestamp(Date()), validUntil: Timestamp(Date()).adding(86_400),
            catalog: CharterCatalog(name: "heart-registry", version: "1.0", hash: hash),
            coordinator: CharterCoordinator(id: "c", name: "C", jurisdiction: "FR", url: "https://localhost:1", key: key),
            members: [CharterMember(id: "a", name: "A", jurisdiction: "FR", key: SigningKey().verifyingKey)],
            floors: CharterFloors(threshold: 11, minimumHospitals: 2, modes: [.merged]))
    }

    @Test func `the catalog that the charter names is read`() throws {
        let bytes = try Catalog.shippedFile("heart-registry")
        #expect(try CoordinatorConnection.catalog(bytes, of: charter(hash: Hexadecimal.sha256(bytes))).name == "heart-registry")
    }

    @Test(arguments: ["", "a: [", "catalog: x\n", "\u{0}"]) func `bytes that the charter does not name are not even parsed`(_ text: String) throws {
        let charter = try charter(hash: Hexadecimal.sha256(Data("other".utf8)))
        let diagnostic = #expect(throws: Diagnostic.self) { try CoordinatorConnection.catalog(Data(text.utf8), of: charter) }
        #expect(diagnostic?.code == .catalogInvalid)
        #expect(diagnostic?.message == "The coordinator's catalog is not the one that the charter names.")
    }
}
