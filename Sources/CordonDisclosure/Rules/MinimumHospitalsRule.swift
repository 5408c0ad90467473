/// A group with patients, and every set of patients whose size a cell reveals, has them from at least the minimum number of
/// hospitals, so that no hospital's own figure is read off a result that promised to be about all of them.
struct MinimumHospitalsRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "minimum-hospitals"
    var value: String { String(parameters.minimumHospitals) }

    func objects(to cell: CellFacts) -> Bool {
        cell.patients > 0 && cell.hospitals < parameters.minimumHospitals
            || zip(cell.measures, cell.hospitalsOfMeasures).contains { $0 > 0 && Int($1) < parameters.minimumHospitals }
    }
}
