/// A cell with patients has them from at least the minimum number of hospitals, so that no hospital's own figure is read off a
/// result that promised to be about all of them.
struct MinimumHospitalsRule: PrimaryRule {
    let parameters: DisclosureRules
    let name = "minimum-hospitals"

    func objects(to cell: CellFacts) -> Bool { cell.contributors > 0 && cell.hospitals < parameters.minimumHospitals }
}
