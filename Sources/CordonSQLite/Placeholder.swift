// CordonSQLite
