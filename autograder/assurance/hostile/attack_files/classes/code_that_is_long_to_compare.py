# tries: two notebooks of code that takes long to be compared: very many blanks, and quotes without an end
# must not: the class is graded in time
# would: time
# undefended: naive
# owners: ada
# stopped by: bounded work

def build(folder, notebook):
    folder.mkdir()
    blanks = "\n".join(f"x{number} = (0{' ' * 1990})" for number in range(2000))
    quotes = "\n".join("'''\\" * 500 for _ in range(250))
    (folder / "ada.ipynb").write_bytes(notebook(41, "student = 'ada'"))
    for name in ("mallory", "zed"):
        (folder / f"{name}.ipynb").write_bytes(notebook(3, f"student = {name!r}\n{blanks}", quotes))
