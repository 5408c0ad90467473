import CordonDisclosure
import CordonValues
import Foundation
import Testing

@testable import CordonAttacker
@testable import cordon_conformance

@Suite struct `A disclosure instance` {
    private static let good = #"{"v":1,"measure":"count","rules":{"threshold":4},"atoms":[3,9],"cells":[{"id":"a","atoms":[0]},{"id":"b","atoms":[1]},{"id":"all","atoms":[0,1],"value":12}],"pattern":["a"]}"#

    private func code(_ text: String) -> DiagnosticCode? {
        do throws(Diagnostic) {
            _ = try InstanceFile(Data(text.utf8))
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `is decided, attacked and reported`() throws {
        let file = try InstanceFile(Data(Self.good.utf8))
        let given = try InstanceReport(file, isGiven: true)
        #expect(given.text == "primary   a = 3 in [3, 3], too narrow\n1 cells hidden, 3 contributors in them\nnot safe")
        let decided = try InstanceReport(file, isGiven: false)
        #expect(decided.isSafe)
        #expect(decided.text.hasPrefix("primary   a = 3 in [0, 12]\nsecondary b = 9\n2 cells hidden, 12 contributors in them"))
        #expect(String(decoding: decided.json.written, as: UTF8.self).contains(#""id":"a","state":"primary","reasons":["threshold"],"value":"3","low":"0","high":"12","safe":true"#))
    }

    @Test(arguments: [
        ("", .documentInvalid), ("[]", .documentInvalid), (#"{"v":2,"measure":"count","atoms":[],"cells":[]}"#, .versionUnsupported),
        (good.replacingOccurrences(of: #""v":1"#, with: #""v":1,"extra":0"#), .documentInvalid),
        (good.replacingOccurrences(of: #""count""#, with: #""rows""#), .documentInvalid),
        (good.replacingOccurrences(of: #""threshold":4"#, with: #""threshold":-4"#), .outOfRange),
        (good.replacingOccurrences(of: #""threshold":4"#, with: #""threshold":4.5"#), .documentInvalid),
        (good.replacingOccurrences(of: #""value":12"#, with: #""value":13"#), .documentInvalid),
        (good.replacingOccurrences(of: "[3,9]", with: "[3,9.5]"), .documentInvalid),
        (good.replacingOccurrences(of: "[3,9]", with: #"[{"value":3,"low":4},9]"#), .outOfRange),
        (good.replacingOccurrences(of: "[3,9]", with: "[3,9223372036854775807]"), .documentInvalid),
        (good.replacingOccurrences(of: "[0,1]", with: "[0,2]"), .documentInvalid),
        (good.replacingOccurrences(of: "[0,1]", with: "[1,0]"), .documentInvalid),
        (good.replacingOccurrences(of: "[0,1]", with: "[-1]"), .documentInvalid),
        (good.replacingOccurrences(of: #""b""#, with: #""a""#), .documentInvalid),
        (good.replacingOccurrences(of: #"["a"]"#, with: #"["z"]"#), .documentInvalid),
        (good.replacingOccurrences(of: #""atoms":[1]"#, with: #""atoms":[1],"round":0"#), .outOfRange),
        (good.replacingOccurrences(of: #""atoms":[1]"#, with: #""atoms":[1],"parent":"nobody""#), .documentInvalid),
        (good.replacingOccurrences(of: #""atoms":[1]"#, with: #""atoms":[1],"protection":"threshold""#), .documentInvalid),
        (good.replacingOccurrences(of: #""atoms":[1]"#, with: #""atoms":[1],"protection":{"upper":-1}"#), .outOfRange),
        (good.replacingOccurrences(of: #""threshold":4"#, with: #""dominance":[{"n":0,"k":80}]"#), .documentInvalid),
    ] as [(String, DiagnosticCode)])
    func `that is not one is refused`(_ text: String, _ expected: DiagnosticCode) {
        #expect(code(text) == expected, "\(text)")
    }

    @Test func `of extreme numbers is decided without a trap`() throws {
        for text in [
            #"{"v":1,"measure":"count","atoms":[],"cells":[]}"#,
            #"{"v":1,"measure":"count","rules":{"threshold":1125899906842624,"unions":true,"singletons":true,"zeros":"protect","groups":true,"complement":true},"atoms":[1125899906842624,0,{"value":0,"high":0}],"cells":[{"id":"a","atoms":[0],"parent":"a"},{"id":"b","atoms":[1],"parent":"d"},{"id":"c","atoms":[2]},{"id":"d","atoms":[0,1,2],"round":1125899906842624},{"id":"e","atoms":[]}]}"#,
            #"{"v":1,"measure":"sum","decimals":6,"rules":{"p":10000,"dominance":[{"n":100,"k":100},{"n":1,"k":0.01}],"protection":{"percent":10000}},"atoms":[{"value":-1.5,"low":-100000000,"high":0},2.25],"cells":[{"id":"a","atoms":[0],"top":[-1,-2]},{"id":"b","atoms":[1],"top":[2.25]},{"id":"c","atoms":[0,1],"standing":"released"}]}"#,
            #"{"v":1,"measure":"count","rules":{"threshold":5},"atoms":[1,1],"cells":[{"id":"a","atoms":[0],"standing":"released"},{"id":"b","atoms":[0]},{"id":"c","atoms":[0,1],"standing":"hidden"},{"id":"d","atoms":[0,1]}]}"#,
        ] {
            let file = try InstanceFile(Data(text.utf8))
            let report = try InstanceReport(file, isGiven: false)
            #expect(report.decisions.count == file.identifiers.count)
            #expect(!report.text.isEmpty)
        }
    }

    @Test func `shows decimals as they were written`() throws {
        let text = #"{"v":1,"measure":"sum","decimals":1,"rules":{"protection":"exact"},"atoms":[0.4,12.0,7.5],"cells":[{"id":"a","atoms":[0],"primary":true},{"id":"b","atoms":[1]},{"id":"all","atoms":[0,1,2]}],"pattern":["a","b"]}"#
        let report = try InstanceReport(try InstanceFile(Data(text.utf8)), isGiven: true)
        #expect(report.text.hasPrefix("primary   a = 0.4 in [0.0, 19.9]\nsecondary b = 12.0\n"))
    }
}
