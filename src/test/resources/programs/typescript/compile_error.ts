const a: number = "text";
