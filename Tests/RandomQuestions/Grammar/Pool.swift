/// Constants that questions name and that the data holds.
enum Pool {
    static let codes = [0, 1, 2, 3, 201_826, 8507, 8532, 2_147_483_647, -7]
    static let words = ["", "a", "A", "é", "e\u{301}", "ß", "İ", "日本", "x''y", "100%", "_", "\\", "😀", "surgery", "Surgery", "Zürich"]
    static let reals = ["0", "1", "37.5", "-273.15", "0.1", "1e16", "1e-160", "9007199254740993", "100"]
    static let days = ["2020-01-01", "2020-02-29", "2019-12-31", "1969-12-31", "0001-01-01", "9999-12-31", "2021-06-15"]
    static let patterns = ["a%", "%é%", "_", "%", "S%", "100\\%", "%\\_%", ""]
}
