fn main() {
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file).expect("readable");
        let (contracts, told) = docproof::contract::load(&file, &text);
        for d in &told {
            println!("{d}");
        }
        for c in &contracts {
            let (v, told) = docproof::contract::documents::verify(c, &|f| {
                std::fs::read(format!("../shared/documents/{f}")).map_err(|e| e.to_string())
            });
            println!("{v:?}");
            for d in told {
                println!("{d}");
            }
        }
        for c in contracts {
            println!(
                "{}: {} clauses, {} facts, {} vars, {} samples",
                c.id,
                c.clauses.len(),
                c.facts.len(),
                c.vars.len(),
                c.samples.len()
            );
        }
    }
}
