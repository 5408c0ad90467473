import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import cordon

@Suite struct PermitDraftTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let key = SigningKey()
        let card = try ResearcherCard(name: "Ada", jurisdiction: "FR", key: key.verifyingKey, created: Timestamp(Date(timeIntervalSince1970: 0)))
        try Signed.sign(card, by: key).bytes.write(to: URL(filePath: folder.file("card.json")))
    }

    private func permit(_ disclosure: String) throws -> Permit {
        let draft = """
            id: permit-1
            network: heart
            study: coronary
            title: Coronary disease
            legal_basis: decision 17
            researchers: [card.json]
            tables: {patient: ["*"]}
            threshold: 11
            mode: merged
            valid_from: 2026-01-01
            valid_until: 2026-12-31
            disclosure: {\(disclosure)}
            """
        try Data(draft.utf8).write(to: URL(filePath: folder.file("draft.yaml")))
        return try PermitDraft(file: folder.file("draft.yaml")).permit()
    }

    @Test(arguments: [
        ("zeros: protect", "  zeros are protected"),
        ("rounding: 5", "  numbers are rounded to multiples of 5"),
        ("combinations: 2", "  answers are compared in pairs alone: three together can give a few patients away"),
        ("combinations: all", "  all answers are combined: hospitals that allow it tell the coordinator in which sets of answers patients are"),
        (
            "out_of_bounds: clip",
            "  values outside the catalog's bounds read as the bound: in a study with other releases nothing is released under this permit"
        ),
        ("out_of_bounds: refuse", "  sums, means and spreads with a value outside the catalog's bounds are not shown"),
        ("cells: 200", "  200 sets of patients may be shown"),
    ])
    func `what a draft says of disclosure is told when it is signed, and nothing else is`(_ disclosure: String, _ line: String) throws {
        let usual = try PermitSummary(permit: permit(""), isChecked: false).lines
        let lines = try PermitSummary(permit: permit(disclosure), isChecked: false).lines
        #expect(lines.filter { !usual.contains($0) } == [line])
    }

    @Test(arguments: [
        ("out_of_bounds: keep", "out_of_bounds is clip or refuse."), ("combinations: 4", "combinations is 2, 3 or all."),
        ("zeros: hide", "zeros is publish or protect."),
    ])
    func `a word that a draft does not know is refused with those that there are`(_ disclosure: String, _ message: String) throws {
        let diagnostic = #expect(throws: Diagnostic.self) { try permit(disclosure) }
        #expect(diagnostic?.code == .configurationInvalid)
        #expect(diagnostic?.message.contains(message) == true, "\(diagnostic?.message ?? "")")
    }
}
