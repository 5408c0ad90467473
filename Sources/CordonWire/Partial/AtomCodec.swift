import CordonAggregates
import CordonValues
import Foundation

/// Atoms as columns of bytes.
enum AtomCodec {
    static func message(_ atoms: PatientAtoms) -> WireAtoms {
        var message = WireAtoms()
        (message.questions, message.sets, message.names) = CombinationCodec.bytes(atoms.sets)
        var (patients, members) = (ByteWriter(), ByteWriter())
        for atom in atoms.atoms {
            patients.varint(UInt64(bitPattern: atom.patients))
            members.varint(UInt64(atom.sets.count))
            var next = 0
            for set in atom.sets {
                members.varint(UInt64(set - next))
                next = set + 1
            }
        }
        message.patients = patients.data
        message.members = members.data
        return message
    }

    static func atoms(_ message: WireAtoms) throws(Diagnostic) -> PatientAtoms {
        let sets = try CombinationCodec.classes(message.questions, message.sets, message.names)
        var (patients, members) = (ByteReader(message.patients, "atoms"), ByteReader(message.members, "sets of atoms"))
        var atoms: [PatientAtoms.Atom] = []
        var memberships = 0
        while !patients.isAtEnd {
            let count = try patients.varint()
            let length = try ComparisonCodec.numbers(1, &members)[0]
            guard count <= UInt64(Int64.max), length <= sets.count, memberships + length <= PatientAtoms.mostMemberships, atoms.count < PatientAtoms.mostAtoms else {
                throw members.invalid("are too many, or of more patients or sets than there can be")
            }
            memberships += length
            var (own, next) = ([Int](), 0)
            own.reserveCapacity(length)
            for difference in try ComparisonCodec.numbers(length, &members) {
                guard difference < sets.count - next else { throw members.invalid("are of a set that is not there") }
                own.append(next + difference)
                next += difference + 1
            }
            atoms.append(PatientAtoms.Atom(patients: Int64(count), sets: own))
        }
        try members.finish()
        return PatientAtoms(decoded: sets, atoms)
    }
}
