"""Notebooks as people write them: what runs in Jupyter and Colab runs here, or is noted and passed over."""

from __future__ import annotations

import pytest

from autograder.engine.supervisor import grade
from autograder.results import Status
from autograder.submissions.notebook import load_submission
from tests.engine.toy import CELLS, replaced, toy_kit

pytestmark = pytest.mark.slow

P, F, S, U = Status.PASSED, Status.FAILED, Status.SKIPPED, Status.UNANSWERED
RIGHT = "def double(x):\n    return 2 * x"
STUB = 'def double(x):\n    """Twice as much."""\n    return ...'


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    return toy_kit(tmp_path_factory.mktemp("toy"), cell_seconds=15, call_seconds=10, submission_seconds=120)


def below_the_stub(*answers: str) -> list[str]:
    cells = replaced(double=STUB)
    return [*cells[:3], *answers, *cells[3:]]


ANSWERS = {
    "plain": (RIGHT,),
    "under a cell magic": (f"%%time\n{RIGHT}",),
    "captured": (f"%%capture seen\n{RIGHT}",),
    "with line magics": (f"%matplotlib inline\n!ls lab\n{RIGHT}",),
    "by another name": ("def mine(x):\n    return 2 * x", "double = mine"),
    "in an if": ("if True:\n    def double(x):\n        return 2 * x",),
    "in a module": (f"%%writefile mymodel.py\n{RIGHT}", "from mymodel import double"),
    "run from a file": (f"%%writefile mymodel.py\n{RIGHT}", "%run mymodel.py"),
    "a lambda": ("double = lambda x: 2 * x",),
    "a decorated one": ("import functools\n@functools.lru_cache\ndef double(x):\n    return 2 * x",),
    "executed text": (f"exec({RIGHT!r})",),
    "under an unknown cell magic": (f"%%memit\n{RIGHT}",),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_below_the_stub_counts(run, name):
    report = run(below_the_stub(*ANSWERS[name]))
    assert [outcome.status for outcome in report.outcomes] == [P, P, P, P], report.as_json()


@pytest.mark.parametrize("answer", ["%%time\n" + STUB, "double = lambda x: ...", "mine = double\ndouble = mine"])
def test_a_stub_stays_one(run, answer):
    report = run(below_the_stub(answer))
    assert report.outcomes[1].status is U, report.as_json()


IDIOMS = [
    "%config InlineBackend.figure_format = 'retina'",
    "%load_ext autoreload\n%autoreload 2",
    "%tensorflow_version 2.x",
    "%load_ext tensorboard\n%tensorboard --logdir logs",
    "files = !ls\nfor f in files:\n    pass",
    "listing = !ls -la lab\nn = len(listing)",
    "%%time\nx = 1",
    "%%capture\n!pip install seaborn",
    "%%timeit -n1 -r1\n1+1",
    "%%bash\nls -la",
    "%%writefile helper_mod.py\nvalue = 3",
    "from helper_mod import value\nassert value == 3",
    "%cd /tmp\n%cd -",
    "%env MY_FLAG=1",
    "%pylab inline\nlinspace(0, 1), plt, np",
    "!nvidia-smi\n!git clone https://example.org/x.git",
    "%%html\n<b>hi</b>",
    "%timeit -n1 -r1 1+1",
    "import time\n%timeit time.sleep(1.5)",
    "t = %timeit -o -q 1+1\nassert t.loops == 1",
    "len?",
    "%who",
    "%run helper_mod.py",
    "%matplotlib notebook",
    "get_ipython().run_line_magic('matplotlib', 'inline')",
    "get_ipython().system('pip install tqdm')",
    "%load_ext nb_black",
    "%conda install -y seaborn",
    "%%sh\necho hi",
    "!pip install -q \\\n    seaborn \\\n    scikit-learn",
    "if True:\n    !pip install seaborn\n    %pip install x",
    "%%R\nx <- c(1)",
    "%%capture seen\nprint(1)\n",
    "assert seen.stdout == ''",
    "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\nplt.figure()\nplt.show()",
    "breakpoint()",
    "import sys\nassert 'google.colab' not in sys.modules and 'google.colab' not in str(get_ipython())",
    "from google.colab import drive, files, output, userdata, data_table\ndrive.mount('/content/drive')\n"
    "data_table.enable_dataframe_formatter()\nfor x in output.eval_js('1'):\n    pass",
    "%cd /content/drive/MyDrive",
    "from google.colab.patches import cv2_imshow\ncv2_imshow(None)",
    "from google.colab import files\nup = files.upload()\nname = next(iter(up))",
    "import os\nhere = os.getcwd()\nos.chdir('/content/drive/MyDrive/hw2')\nassert os.getcwd() == here",
    "import os\nos.environ['KEY'] = userdata.get('KEY')",
    "try:\n    import google.colab.files\n    IN_COLAB = True\nexcept ImportError:\n    IN_COLAB = False\n",
    "assert 'google.colab' not in sys.modules",
    "import google.protobuf",
    "import asyncio\nawait asyncio.sleep(0.01)",
    "import keras\nkeras.utils.plot_model(keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)]), 'model.png')",
    "import tensorflow as tf\ntf.config.set_visible_devices([], 'GPU')\nos.environ['CUDA_VISIBLE_DEVICES'] = '-1'\n"
    "with tf.device('/GPU:0'):\n    tf.constant(1) + 1",
    "from __future__ import annotations\ndef typed(x: Unknown) -> Nothing:\n    return x",
    "if __name__ == '__main__':\n    in_a_notebook = True\nassert in_a_notebook",
    "# only a comment",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show(block=False)",
    "@tf.function\ndef twice(x):\n    return 2 * x\nassert int(twice(tf.constant(2))) == 4",
    "saved = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])\nsaved.save('x.keras')\nsaved.save('x.h5')\n"
    "assert keras.models.load_model('x.keras').output_shape == (None, 2)\nkeras.models.load_model('x.h5')\ndel saved",
]


def test_every_idiom_runs_or_is_passed_over(run):
    marked = [f"{cell}\nmark_{number} = 1" if not cell.startswith("%%") else cell for number, cell in enumerate(IDIOMS)]
    report = run([*marked, *CELLS])
    assert report.score == report.max_score
    stopped = [note for note in report.notes if " raised " in note or "stopped" in note]
    assert not stopped, "\n".join(report.notes)
    assert any("A shell command was skipped: ls" in note for note in report.notes), report.notes
    assert any(note.startswith("Lines that install packages were skipped") for note in report.notes)
    assert any("`%tensorflow_version` was skipped" in note for note in report.notes)
    assert any("Google Colab's own functions do nothing" in note for note in report.notes)
    assert any("There is no /content" in note for note in report.notes)


#: Constructs of public tutorials, course labs, Kaggle kernels, and reports about other autograders.
PUBLIC = [
    '#@title Settings { display-mode: "form" }\nrate = 0.001 #@param {type:"number"}\n#@markdown words',
    "import sys\n!{sys.executable} -m pip install --user seaborn\n!/usr/bin/python3 -m pip install seaborn",
    "pip install -q seaborn",
    "%load helper.py",
    "%%script false --no-raise-error\nraise ValueError",
    "%%shell\nls -la",
    "%%!\nls -la",
    "%%sql\nselect * from pictures",
    "rows = %sql select 1",
    "from otter.export import export_notebook\nexport_notebook('hw.ipynb', filtering=True)",
    "import otter\ngrader = otter.Notebook('hw.ipynb')\ngrader.add_plugin_files('x')\ngrader.check('q1')",
    "get_ipython().magic('matplotlib inline')\nget_ipython().magic(u'%time ran = 1')\nassert ran == 1",
    "get_ipython().run_cell_magic('html', '', '<b>x</b>')\nget_ipython().system_raw('tensorboard --logdir logs &')",
    "from tensorflow.python.client import device_lib\nassert device_lib.list_local_devices()",
    "import tensorflow as tf\ntry:\n    tpu = tf.distribute.cluster_resolver.TPUClusterResolver()\n"
    "    strategy = tf.distribute.TPUStrategy(tpu)\nexcept ValueError:\n    strategy = tf.distribute.get_strategy()\n"
    "assert strategy.num_replicas_in_sync == 1",
    "with tf.distribute.MirroredStrategy().scope():\n    q = tf.Variable(1.0)",
    "import os\nfor folder, _, names in os.walk('/kaggle/input'):\n    print(folder, names)",
    "from __future__ import print_function",
    "from IPython.display import HTML, Image, YouTubeVideo, clear_output\n"
    "display(YouTubeVideo('abc'), HTML('<b>x</b>'))\nclear_output(wait=True)\nImage(url='https://example.org/x.png')",
    "from keras import backend as K\nK.clear_session()\nassert K.image_data_format() == 'channels_last'",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.ylim([min(plt.ylim()), 1])\nplt.savefig('curves.png')",
    "! mkdir ~/.kaggle\n! cp kaggle.json ~/.kaggle/\n! kaggle datasets download -d someone/pictures",
]


def test_what_public_notebooks_do_runs_or_is_passed_over(run):
    report = run([*below_the_stub(RIGHT), *PUBLIC])
    assert report.score == report.max_score
    stopped = [note for note in report.notes if " raised " in note or "stopped" in note]
    assert not stopped, "\n".join(report.notes)
    assert not any("python" in note for note in report.notes), report.notes


def test_a_notebook_that_clears_everything_first(run):
    report = run(["before = 1\n%reset -f", "try:\n    before\nexcept NameError:\n    pass", *CELLS])
    assert report.score == report.max_score
    assert report.notes == []


@pytest.mark.parametrize("magic", ["%%time\n", "%%capture\n", "%%prun\n", "%%memit\n", ""])
def test_an_error_under_a_cell_magic_names_its_line(run, magic):
    report = run([*CELLS, f"{magic}a = 1\n1 / 0"])
    line = magic.count("\n") + 2
    assert f"Cell 6 raised ZeroDivisionError: division by zero (cell 6, line {line}: `1 / 0`)." in report.notes


LIBRARIES = [
    "import sys\nassert not {'pandas', 'scipy', 'sklearn'} & set(sys.modules)  # whoever needs none pays for none",
    "import pandas as pd\nfrom IPython.display import display\ntable = pd.DataFrame({'n': [1.0, 2.0]})\n"
    "display(table.style.background_gradient())\nassert table['n'].sum() == 3",
    "from sklearn.metrics import accuracy_score, confusion_matrix\n"
    "from sklearn.model_selection import train_test_split\n"
    "rows, others = train_test_split(list(range(8)), test_size=0.5)\nassert len(rows) == len(others) == 4\n"
    "assert accuracy_score(rows, rows) == 1 and confusion_matrix(rows, rows).shape == (4, 4)",
    "from sklearn.ensemble import RandomForestClassifier\n"
    "forest = RandomForestClassifier(3, n_jobs=-1).fit([[0, 1], [2, 3]], [0, 1])\n"
    "assert forest.predict([[2, 3]]).shape == (1,)",
    "from scipy import ndimage, stats\nassert ndimage.zoom([[1.0]], (2, 1)).shape == (2, 1)",
    "from tensorflow.keras.preprocessing.image import ImageDataGenerator\nimport numpy as np\n"
    "turned = ImageDataGenerator(rotation_range=20).flow(np.ones((6, 8, 8, 3)), batch_size=6)\n"
    "assert len(next(turned)) == 6",
    "import seaborn as sns\nimport matplotlib.pyplot as plt\nsns.set_theme()\n"
    "sns.heatmap([[1, 2], [3, 4]], annot=True)\nsns.lineplot(x=[1, 2], y=[3, 4])\nplt.show()",
    "from tqdm import tqdm\nfrom tqdm.auto import tqdm as auto, trange\nfrom tqdm.notebook import tqdm as bar\n"
    "assert sum(2 for _ in bar(range(4))) == sum(2 for _ in auto(range(4))) == 8",
    "import ipywidgets as widgets\nfrom ipywidgets import interact\ndisplay(widgets.IntSlider(value=3))\nshown = []\n"
    "@interact(n=(1, 5))\ndef show(n=2):\n    shown.append(n)\nassert shown == [2]",
    "def double(x):\n    return int(pd.DataFrame({'n': [x, x]})['n'].sum())",
]


def test_the_libraries_of_students_are_there(run):
    report = run(below_the_stub(*LIBRARIES))
    assert [outcome.status for outcome in report.outcomes] == [P, P, P, P], report.as_json()
    assert report.notes == []


SETTINGS = [
    "keras.mixed_precision.set_global_policy('mixed_float16')",
    "import warnings\nwarnings.filterwarnings('error')",
    "import tensorflow as tf\ntf.config.run_functions_eagerly(True)\ntf.debugging.set_log_device_placement(True)",
    "keras.config.set_floatx('float64')\nkeras.config.set_image_data_format('channels_first')",
    "import numpy as np, sys\nnp.seterr(all='raise')\nnp.random.seed(0)\nsys.setrecursionlimit(150)",
    "keras.backend.clear_session()\nimport logging\nlogging.disable(logging.CRITICAL)",
]


def test_settings_for_the_whole_process_do_not_touch_answers(run):
    report = run([*CELLS, *SETTINGS])
    assert [outcome.status for outcome in report.outcomes] == [P, P, P, P], report.as_json()
    assert report.notes == []


@pytest.mark.parametrize("ending", ["exit()", "quit()", "import sys\nsys.exit()"])
def test_a_cell_that_leaves_does_not_take_the_others_along(run, ending):
    report = run([ending, *CELLS])
    assert report.score == report.max_score
    assert report.notes == ["Cell 1 called sys.exit() or exit(); the cells after it were run all the same."]


def test_keras_uses_the_libraries_that_a_notebook_brings(run):
    """They are not there when Keras is imported, which is before the notebook is read."""
    prepare = "import pandas as pd, numpy as np, sklearn.base, os\nmodel = make(2)\nmodel.compile('sgd', 'mse')\n"
    table = "model.fit(pd.DataFrame({'a': [1., 2.], 'b': [1., 2.]}), np.ones((2, 2)), verbose=0)"
    wrapped = (
        "wrapped = keras.wrappers.SKLearnClassifier(make)\nassert isinstance(wrapped, sklearn.base.ClassifierMixin)\n"
        "assert keras.wrappers.SKLearnClassifier is type(wrapped)"
    )
    boards = (
        "callback = keras.callbacks.TensorBoard('logs', histogram_freq=1)\n"
        "model.fit(np.ones((2, 2)), np.ones((2, 2)), verbose=0, callbacks=[callback])\nassert os.listdir('logs/train')"
    )
    report = run([*CELLS, prepare + table, wrapped, boards])
    assert report.score == report.max_score
    assert report.notes == []


def test_what_only_the_instructors_machine_has_is_absent(run):
    """Else a submission would have more points here than in the image."""
    name = "yaml"
    found = f"import importlib.util\nassert importlib.util.find_spec({name!r}) is None"
    tried = f"try:\n    import {name}\nexcept ImportError:\n    tried = True\nassert tried"
    report = run([*CELLS, found, tried, f"import {name}", f"%%writefile mine.py\nimport {name}", "import mine"])
    assert report.score == report.max_score
    assert [note.partition(" (")[0] for note in report.notes] == [
        f"Cell {number} raised ModuleNotFoundError: No module named '{name}'" for number in (8, 10)
    ]


def test_a_cause_is_named_once(run):
    cells = replaced(imports="import absent_package as ap\nimport keras\nimport lab")
    report = run(cells)
    assert [outcome.status for outcome in report.outcomes] == [F, P, P, S], report.as_json()
    told = report.outcomes[0].feedback
    assert "Cell 1 raised ModuleNotFoundError: No module named 'absent_package'" in told
    assert "`absent_package` is not installed where notebooks are graded" in told
    assert "`ap`, `keras`, `lab`" in told
    assert "Fix cell 1 first" in told
    assert "Fix check T.1 first" in report.outcomes[3].feedback
    assert "These stopped as well, because they need what cell 1 would have created: cell 2." in report.notes
    assert not any("is not defined" in text for text in (*report.notes, told))


def test_the_old_keras_is_named_once(run):
    setting = "import os\nos.environ['TF_USE_LEGACY_KERAS'] = '1'\nfrom tensorflow import keras\nimport lab\n"
    report = run(replaced(imports=f"{setting}keras.utils.set_random_seed(2)"))
    assert [outcome.status for outcome in report.outcomes] == [P, P, P, F], report.as_json()
    told = report.outcomes[3].feedback
    assert "Cell 1 raised ImportError" in told
    assert "TF_USE_LEGACY_KERAS asks for Keras 2" in told
    assert "RecursionError" not in "".join([told, *report.notes])


CAUSES = {
    "the old Keras": (
        "import os\nos.environ['TF_USE_LEGACY_KERAS'] = '1'\nimport tensorflow as tf\ntf.keras.layers.Dense(2)",
        "TF_USE_LEGACY_KERAS asks for Keras 2",
    ),
    "a download": (
        "import keras\nkeras.utils.get_file('x', 'https://example.org/x.tgz')",
        "There is no network while grading",
    ),
    "a pool": ("from multiprocessing import Pool\nwith Pool(2) as p:\n    p.map(abs, [1, -2])", "a plain loop"),
    "a graphics card": (
        "import tensorflow as tf\ntf.config.list_physical_devices('GPU')[0]",
        "There is no graphics card while grading",
    ),
    "another program": ("import subprocess\nsubprocess.run(['nvidia-smi'])", "Other programs cannot be started"),
    "a file": ("open('my_cat.jpg')", "the only files beside the notebook are `lab`"),
}


#: Each is right in some older version, and the first names the mistake by itself.
OLDER = {
    "keras.optimizers.RMSprop(lr=1e-4)": "It is called `learning_rate` in Keras 3",
    "from tensorflow.keras.layers.experimental.preprocessing import RandomFlip": "This name is not part of",
    "tf.keras.layers.experimental.preprocessing.RandomFlip('horizontal')": "This name is not part of",
    "from keras.utils import np_utils": "This name is not part of",
    "from keras.layers.core import Dense": "This name is not part of",
    "from keras.preprocessing.image import ImageDataGenerator": "This name is not part of",
    "import tensorflow.contrib.slim as slim": "This name is not part of",
    "session = tf.Session()": "This name is not part of",
    "small.fit_generator(iter([]), steps_per_epoch=1)": "This name is not part of",
    "small.predict_classes([[1.0, 2.0]])": "This name is not part of",
    "small.fit([[1.0, 2.0]], [1.0], nb_epoch=2)": "This name is not part of",
    "keras.layers.Dense(2, init='uniform')": "This name is not part of",
}


def test_code_for_older_versions_is_told_to_be_that(run):
    making = "import tensorflow as tf\nsmall = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])"
    report = run([*CELLS, f"{making}\nsmall.compile('sgd', 'mse')", *OLDER])
    assert report.score == report.max_score
    assert len(report.notes) == len(OLDER), report.notes
    for note, sentence in zip(report.notes, OLDER.values(), strict=True):
        assert f"). {sentence}" in note
        assert "not installed" not in note
        assert "site-packages" not in note


#: An error of the student's own, although it comes from where Keras or TensorFlow is used.
OWN_ERRORS = [
    "class Mine(keras.layers.Layer):\n    def call(self, x):\n        return self.missing(x)\nMine()(np.ones((1, 2)))",
    "def mine(rate):\n    return rate\nmine(lr=1)",
    "{}['accuracy']",
    "keras.layers.Dense(2).output",
    "absent.list_physical_devices('GPU')[0]",
]


def test_an_error_of_ones_own_is_not_put_down_to_versions(run):
    report = run([*CELLS, "import numpy as np", *OWN_ERRORS])
    assert len(report.notes) == len(OWN_ERRORS), report.notes
    others = ("This name is not part", "learning_rate", "graphics card")
    assert not any(told in note for note in report.notes for told in others), report.notes


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("x = 1\nbase = # your code here", "SyntaxError: invalid syntax (cell 6, line 2: `base = # your code here`)."),
        ("from helpers import comparator", "A module of your own is not there either; put its code into a cell."),
    ],
    ids=["an unfinished line", "a module of one's own"],
)
def test_where_and_why_a_cell_ended(run, cell, told):
    report = run([*CELLS, cell])
    assert report.score == report.max_score
    assert [told in note for note in report.notes] == [True], report.notes


@pytest.mark.parametrize("name", CAUSES)
def test_what_is_behind_an_error(run, name):
    cell, sentence = CAUSES[name]
    report = run([*CELLS, cell])
    assert report.score == report.max_score
    assert any(note.startswith("Cell 6 raised") and sentence in note for note in report.notes), report.notes


def test_what_nbconvert_writes_runs(kit, zygote, tmp_path):
    path = tmp_path / "hw9_toy.py"
    cells = replaced(imports="get_ipython().run_line_magic('matplotlib', 'inline')\nimport keras\nimport lab")
    path.write_text("\n\n# In[ ]:\n\n\n".join(["#!/usr/bin/env python", *cells]))
    assert len(load_submission(path, "hw9_toy").cells) >= len(cells)
    report = grade(path, kit, zygote=zygote)
    assert report.score == report.max_score, report.as_json()


def test_models_without_eager_execution_are_told_so(run):
    report = run([*CELLS, "import tensorflow as tf\ntf.compat.v1.disable_eager_execution()", "{}['accuracy']"])
    assert report.outcomes[0].status is P
    assert [note.partition(" (")[2] for note in report.notes] == ["cell 7, line 1: `{}['accuracy']`)."]
    assert "Eager execution is switched off" in report.outcomes[3].feedback, report.as_json()
