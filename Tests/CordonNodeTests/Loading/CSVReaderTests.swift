import CordonCatalog
import CordonTestSupport
import CordonValues
import Foundation
import Testing

@testable import CordonNode

@Suite struct `CSV reader` {
    /// What a file with these bytes holds: fields of records, or the reason of a fault, with the line.
    private func items(_ bytes: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) throws -> [SourceItem] {
        let folder = try TemporaryFolder()
        let path = folder.file("input.csv")
        #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
        var reader = try CSVReader(path: path, dialect: CSVDialect(delimiter: delimiter))
        var result: [SourceItem] = []
        while let item = try reader.next() { result.append(item) }
        return result
    }

    private func items(_ text: String) throws -> [SourceItem] { try items(Array(text.utf8)) }

    private func record(_ line: Int, _ fields: [String], lines: Int = 1) -> SourceItem {
        .record(SourceRecord(line: line, lines: lines, fields: fields.map(SourceField.text)))
    }

    private func fault(_ line: Int, _ reason: RejectionReason, lines: Int = 1) -> SourceItem {
        .fault(SourceFault(line: line, lines: lines, reason: reason))
    }

    @Test func `line ends, byte order mark, blank lines and a missing last line end make no difference`() throws {
        let expected = [record(1, ["a", "b"]), record(2, ["1", ""])]
        #expect(try items("a,b\n1,\n") == expected)
        #expect(try items("a,b\r\n1,\r\n") == expected)
        #expect(try items("a,b\n1,") == expected)
        #expect(try items("\u{FEFF}a,b\n1,\n\n\r\n\n") == expected)
        #expect(try items("a,b\n\n\n1,\n") == [record(1, ["a", "b"]), record(4, ["1", ""])])
        #expect(try items("") == [])
    }

    @Test func `quoted fields keep delimiters, doubled quotes and line ends`() throws {
        #expect(try items("\"a,b\",\"say \"\"hi\"\"\",\"\"\n") == [record(1, ["a,b", "say \"hi\"", ""])])
        #expect(try items("\"two\nlines\",x\ny,z\n") == [record(1, ["two\nlines", "x"], lines: 2), record(3, ["y", "z"])])
        #expect(try items("\"carriage\r\nreturn\",x\r\n") == [record(1, ["carriage\r\nreturn", "x"], lines: 2)])
    }

    @Test func `a quote in the wrong place rejects its line and no other`() throws {
        #expect(try items("a\"b,c\nd,e\n") == [fault(1, .strayQuote), record(2, ["d", "e"])])
        #expect(try items("\"a\"b,c\nd,e\n") == [fault(1, .strayQuote), record(2, ["d", "e"])])
    }

    @Test func `a quote that never closes fails the file, since everything after it would be one field`() throws {
        #expect(throws: Diagnostic.self) { try items("a,b\n1,\"2\n3,4\n5,6\n") }
        #expect(throws: Diagnostic.self) { try items("a,b\n\"" + String(repeating: "x", count: 2 << 20) + "\",1\n") }
    }

    @Test func `NUL, invalid UTF-8 and a lone carriage return reject their line`() throws {
        #expect(try items([0x61, 0x00, 0x0A, 0x62, 0x0A]) == [fault(1, .nulByte), record(2, ["b"])])
        #expect(try items([0x61, 0xFF, 0x0A, 0x62, 0x0A]) == [fault(1, .notUTF8), record(2, ["b"])])
        #expect(try items([0x22, 0x61, 0xC3, 0x22, 0x0A, 0x62, 0x0A]) == [fault(1, .notUTF8), record(2, ["b"])])
        #expect(try items("a\rb\nc\n") == [fault(1, .loneCarriageReturn), record(2, ["c"])])
    }

    @Test func `a huge line and a line of too many fields are rejected and reading goes on`() throws {
        #expect(try items(String(repeating: "x", count: 3 << 20) + "\ny\n") == [fault(1, .tooLong), record(2, ["y"])])
        #expect(try items(String(repeating: ",", count: 5000) + "\ny\n") == [fault(1, .tooManyFields), record(2, ["y"])])
    }

    @Test func `UTF-16 is named as such`() throws {
        #expect(throws: Diagnostic.self) { try items([0xFF, 0xFE, 0x61, 0x00]) }
    }

    @Test func `any bytes end in records, faults or a diagnostic`() throws {
        var state: UInt64 = 42
        let alphabet: [UInt8] = [0x22, 0x2C, 0x0A, 0x0D, 0x00, 0xFF, 0xC3, 0xA9, 0x61, 0x20, 0xEF, 0xBB, 0xBF]
        for _ in 0..<300 {
            var bytes: [UInt8] = []
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            do { _ = try items(bytes) } catch is Diagnostic {}
        }
    }
}
