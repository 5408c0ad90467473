import Foundation
import Logging
import Testing

@testable import CordonNode

private let question = "SELECT sex, count(*) AS n, avg(age), sum(oldpeak), stddev(chol) FROM patient GROUP BY sex"

@Suite struct `Canaries` {
    @Test func `what was not asked never reaches the plaintext, the record or the log`() async throws {
        let node = try NodeFixture(catalog: "demo-care")
        let canaries = ["CANARYname", "CANARYnote", "CANARYward", "CANARYregion", "777777"]
        var patients = "patient_id,name,sex,birth_year,age,region,smoker,bmi\n"
        var stays = "stay_id,patient_id,admitted,days,ward,emergency,note\n"
        for id in 1...30 {
            patients += "\(id),CANARYname,F,1970,\(50 + id % 3),CANARYregion,true,22.5\n"
            stays += "\(id),\(id),2025-01-0\(1 + id % 9),3,CANARYward,true,CANARYnote\n"
        }
        // A patient outside WHERE, with a key and a ward of its own.
        patients += "777777,CANARYname,M,1950,75,CANARYregion,true,33.25\n"
        stays += "777777,777777,2025-01-01,400,CANARYward,true,CANARYnote\n"
        try node.write("patient.csv", patients)
        try node.write("stay.csv", stays)
        try node.write("diagnosis.csv", "diagnosis_id,patient_id,stay_id,code,recorded\n")
        try node.write("lab.csv", "lab_id,patient_id,analyte,taken,value\n")
        #expect(try node.load().snapshot != nil)
        let network = try NetworkFixture(node, catalog: "demo-care", tables: ["patient": ["*"], "stay": ["*"]])
        let inbox = Inbox()
        let lines = LogLines()
        let desk = try network.desk(inbox, log: Logger(label: "test") { _ in lines.handler })
        let asked = try network.ask("SELECT sex, count(*), avg(age) FROM patient WHERE age < 60 GROUP BY sex")
        await desk.receive(asked.delivery)
        for refused in ["SELECT name, count(*) FROM patient GROUP BY name", "SELECT count(*) FROM stay WHERE note LIKE '%x%'"] {
            await desk.receive(try network.ask(refused).delivery)
        }
        #expect(await eventually { await inbox.answers.count == 1 })
        #expect(await eventually { await inbox.refusals.count == 2 })
        let plain = try network.open(#require(await inbox.answers.first).envelope, asked)
        var haystacks: [(String, Data)] = [("plaintext", plain), ("log", Data(lines.text.utf8))]
        for file in ["record.sqlite", "record.sqlite-wal"] {
            haystacks.append((file, FileManager.default.contents(atPath: node.state.file(file)) ?? Data()))
        }
        let told = await inbox.refusals.map { "\($0.refusal)" }.joined()
        haystacks.append(("refusals", Data(told.utf8)))
        for canary in canaries {
            for (place, bytes) in haystacks { #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(place)") }
        }
        // The detector itself works: the values are in the snapshot, and in the plaintext of a question that does carry one.
        let snapshot = try #require(FileManager.default.contents(atPath: node.state.snapshotFolder.files.last?.path ?? ""))
        #expect(snapshot.range(of: Data("CANARYnote".utf8)) != nil)
        let leaking = try network.ask("SELECT region, count(*) FROM patient GROUP BY region")
        await desk.receive(leaking.delivery)
        #expect(await eventually { await inbox.answers.count == 2 })
        let carrying = try network.open(#require(await inbox.answers.last).envelope, leaking)
        #expect(carrying.range(of: Data("CANARYregion".utf8)) != nil)
        await desk.stop()
    }
}
