/// A group with patients, and every set of patients whose size a cell reveals, has them from at least the minimum number of
/// hospitals, so that no hospital's own figure is read off a result that promised to be about all of them. Hospitals that let their results be seen
/// alone are the exception, where only such are asked.
struct MinimumHospitalsRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "minimum-hospitals"
    var value: String { parameters.siteResults.isEmpty ? String(parameters.minimumHospitals) : "off" }

    func objects(to cell: CellFacts) -> Bool {
        guard parameters.siteResults.isEmpty else { return false }
        return cell.patients > 0 && cell.hospitals < parameters.minimumHospitals
            || zip(cell.measures, cell.hospitalsOfMeasures).contains { $0 > 0 && Int($1) < parameters.minimumHospitals }
    }
}
