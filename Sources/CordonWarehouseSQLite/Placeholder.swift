// CordonWarehouseSQLite
