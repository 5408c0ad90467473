import ArgumentParser
import CordonCoordinator
import Foundation

/// A kind of document that an operator installs: `cordon-coordinator NAME install FILE`.
protocol InstalledDocument {
    static var name: String { get }
    static var abstract: String { get }
    static var installAbstract: String { get }
    static var file: String { get }

    /// Installs it and says what it is.
    static func install(_ bytes: Data, from file: String, by desk: Operator) async throws -> String
}

struct DocumentCommand<Document: InstalledDocument>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: Document.name, abstract: Document.abstract, subcommands: [Install.self])
    }

    struct Install: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(commandName: "install", abstract: Document.installAbstract)
        }

        @OptionGroup var place: StateOption
        @Argument(help: ArgumentHelp(Document.file)) var file: String

        func run() async throws {
            try await reporting {
                print(try await Document.install(contents(file), from: file, by: Operator(state: place.state)))
            }
        }
    }
}

enum CharterDocument: InstalledDocument {
    static let name = "charter"
    static let abstract = "The network's charter."
    static let installAbstract = "Install a charter that the configured authority signed; it replaces an older version."
    static let file = "The signed charter."

    static func install(_ bytes: Data, from file: String, by desk: Operator) async throws -> String {
        let charter = try await desk.installCharter(bytes)
        return "Charter \(charter.network) version \(charter.version): \(charter.members.count) members, valid until \(charter.validUntil)."
    }
}

enum PermitDocument: InstalledDocument {
    static let name = "permit"
    static let abstract = "Permits of studies."
    static let installAbstract = "Install a permit that the configured authority signed."
    static let file = "The signed permit."

    static func install(_ bytes: Data, from file: String, by desk: Operator) async throws -> String {
        let permit = try await desk.installPermit(bytes)
        return "Permit \(permit.id) for study \(permit.study), \(permit.researchers.count) researchers, valid until \(permit.validUntil)."
    }
}

enum RevocationsDocument: InstalledDocument {
    static let name = "revocations"
    static let abstract = "Permits and keys that the data authority has revoked."
    static let installAbstract = "Install a revocation list that the configured authority signed; it holds at once and replaces an older version."
    static let file = "The signed revocation list."

    static func install(_ bytes: Data, from file: String, by desk: Operator) async throws -> String {
        let list = try await desk.installRevocations(bytes)
        return "Revocation list \(list.network) version \(list.version): \(list.permits.count) permits, \(list.keys.count) keys."
    }
}

enum CatalogDocument: InstalledDocument {
    static let name = "catalog"
    static let abstract = "The catalog that the charter names."
    static let installAbstract = "Install the catalog; its hash must be the one in the charter."
    static let file = "The catalog's YAML file."

    static func install(_ bytes: Data, from file: String, by desk: Operator) async throws -> String {
        let catalog = try await desk.installCatalog(bytes, place: file)
        return "Catalog \(catalog.name) \(catalog.version): \(catalog.tables.count) tables."
    }
}
