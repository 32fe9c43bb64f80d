"""What must hold in a warehouse: Great Expectations suites for tables, SQL rules across rows, and the gate."""
