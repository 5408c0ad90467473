import ArgumentParser
import CordonCoordinator
import Foundation

struct CharterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charter", abstract: "The network's charter.", subcommands: [InstallCharter.self])
}

struct InstallCharter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a charter that the configured authority signed; it replaces an older version.")

    @OptionGroup var place: StateOption
    @Argument(help: "The signed charter.") var file: String

    func run() async throws {
        try await reporting {
            let charter = try await Operator(state: place.state).installCharter(contents(file))
            print("Charter \(charter.network) version \(charter.version): \(charter.members.count) members, valid until \(charter.validUntil).")
        }
    }
}

struct PermitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permit", abstract: "Permits of studies.", subcommands: [InstallPermit.self])
}

struct InstallPermit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a permit that the configured authority signed.")

    @OptionGroup var place: StateOption
    @Argument(help: "The signed permit.") var file: String

    func run() async throws {
        try await reporting {
            let permit = try await Operator(state: place.state).installPermit(contents(file))
            print("Permit \(permit.id) for study \(permit.study), \(permit.researchers.count) researchers, valid until \(permit.validUntil).")
        }
    }
}

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "The catalog that the charter names.", subcommands: [InstallCatalog.self])
}

struct InstallCatalog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install the catalog; its hash must be the one in the charter.")

    @OptionGroup var place: StateOption
    @Argument(help: "The catalog's YAML file.") var file: String

    func run() async throws {
        try await reporting {
            let catalog = try await Operator(state: place.state).installCatalog(contents(file), place: file)
            print("Catalog \(catalog.name) \(catalog.version): \(catalog.tables.count) tables.")
        }
    }
}
